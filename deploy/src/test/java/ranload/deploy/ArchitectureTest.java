package ranload.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;

@AnalyzeClasses(packages = "ranload.deploy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule knowsNeitherControllerNorAgent =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("ranload.controller..", "ranload.agent..");

    @ArchTest
    static final ArchRule onlyItsOwnPackageKnowsTheSshLibrary = noClasses()
            .that()
            .resideOutsideOfPackage("ranload.deploy.ssh..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("net.schmizz..", "com.hierynomus..", "org.bouncycastle..");

    @ArchTest
    static final ArchRule noVerifierAcceptsEveryHostKey = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("net.schmizz.sshj.transport.verification.PromiscuousVerifier");

    @ArchTest
    static final ArchRule nothingIsReadFromTheEnvironment = noClasses()
            .should()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv");

    @ArchTest
    static final ArchRule nothingSleepsOrCompletesFutures = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(CompletableFuture.class);

    @ArchTest
    static final ArchRule noStaticMutableState =
            noFields().that().areStatic().should().notBeFinal();

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("ranload.deploy.(*)..").should().beFreeOfCycles();
}
