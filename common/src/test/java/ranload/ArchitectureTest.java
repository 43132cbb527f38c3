package ranload;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;

/** What common may look like and whom it may know. */
@AnalyzeClasses(packages = "ranload", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final DescribedPredicate<JavaClass> PLAIN_DATA = DescribedPredicate.describe(
            "records, enums, sealed interfaces, exceptions or final classes",
            type -> type.isRecord()
                    || type.isEnum()
                    || (type.isInterface() && type.reflect().isSealed())
                    || type.getModifiers().contains(JavaModifier.FINAL)
                    || type.getSimpleName().equals("package-info"));

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("ranload.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dataIsRecordsEnumsSealedInterfacesOrFinalClasses = classes()
            .that()
            .resideInAnyPackage("ranload.session", "ranload.sample", "ranload.bus", "ranload.unit")
            .should(ArchConditions.be(PLAIN_DATA));

    @ArchTest
    static final ArchRule samplesAreRecordsOrSealed = classes()
            .that()
            .resideInAPackage("ranload.sample")
            .and()
            .areNotInterfaces()
            .should()
            .beRecords();

    @ArchTest
    static final ArchRule sessionsAndSamplesKnowNoVertx = noClasses()
            .that()
            .resideInAnyPackage("ranload.session", "ranload.sample", "ranload.unit", "ranload.time")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule knowsNoWebNoSqlNoSshNoEpollAndNobodyAbove = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx.ext..",
                    "io.vertx.sqlclient..",
                    "io.vertx.jdbcclient..",
                    "java.sql..",
                    "net.schmizz..",
                    "io.netty.channel.epoll..",
                    "ranload.agent..",
                    "ranload.deploy..",
                    "ranload.controller..");

    @ArchTest
    static final ArchRule readsNoSystemPropertyAndNoEnvironment = noClasses()
            .should()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv");

    @ArchTest
    static final ArchRule waitsNeitherBySleepingNorByCompletableFuture = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .dependOnClassesThat(assignableTo(java.util.concurrent.CompletableFuture.class));

    @ArchTest
    static final ArchRule staticFieldsAreFinal =
            fields().that().areStatic().should().beFinal();
}
