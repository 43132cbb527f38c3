package ranload.controller;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;

/** Who may know whom within the controller. */
@AnalyzeClasses(packages = "ranload", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CONTROLLER = "ranload.controller..";

    @ArchTest
    static final ArchRule neverSeesTheAgentsClasses = noClasses()
            .that()
            .resideInAPackage(CONTROLLER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ranload.agent..");

    @ArchTest
    static final ArchRule leavesSshToTheDeployModule = noClasses()
            .that()
            .resideInAPackage(CONTROLLER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.schmizz..");

    @ArchTest
    static final ArchRule speaksSqlOnlyInTheStore = noClasses()
            .that()
            .resideInAPackage(CONTROLLER)
            .and()
            .resideOutsideOfPackage("ranload.controller.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.jdbcclient..", "java.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule reachesAControllerFromTheCommandLineOverRestAlone = noClasses()
            .that()
            .resideInAPackage("ranload.controller.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "ranload.controller.api..",
                    "ranload.controller.fleet..",
                    "ranload.controller.live..",
                    "ranload.controller.session..",
                    "ranload.controller.store..");

    @ArchTest
    static final ArchRule keepsTheCommandLineToItself = noClasses()
            .that()
            .resideInAPackage(CONTROLLER)
            .and()
            .resideOutsideOfPackage("ranload.controller.cli..")
            .and()
            .haveSimpleNameNotEndingWith("Main")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ranload.controller.cli..", "picocli..");

    @ArchTest
    static final ArchRule asksTheProcessForItsSurroundingsOnlyInMain = noClasses()
            .that()
            .resideInAPackage(CONTROLLER)
            .and()
            .haveSimpleNameNotEndingWith("Main")
            .should()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv");

    @ArchTest
    static final ArchRule composesVertxFuturesOnly = noClasses()
            .that()
            .resideInAPackage(CONTROLLER)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(CompletableFuture.class);

    @ArchTest
    static final ArchRule hasNoPackageCycles =
            slices().matching("ranload.controller.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule sharesNothingThatChanges = fields().that()
            .areDeclaredInClassesThat()
            .resideInAPackage(CONTROLLER)
            .and()
            .haveModifier(STATIC)
            .should()
            .haveModifier(FINAL);
}
