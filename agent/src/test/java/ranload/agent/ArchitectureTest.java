package ranload.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.CompletableFuture;

/** Who may know whom in the agent. */
@AnalyzeClasses(packages = "ranload.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_DATA_PLANE_KNOWS_NO_CONTROL_PLANE = noClasses()
            .that()
            .resideInAnyPackage(
                    "ranload.agent.engine..",
                    "ranload.agent.wire..",
                    "ranload.agent.measure..",
                    "ranload.agent.pacing..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..",
                    "javax.crypto..",
                    "io.netty..",
                    "org.HdrHistogram..",
                    "ranload.agent.engine..",
                    "ranload.agent.wire..",
                    "ranload.agent.measure..",
                    "ranload.agent.pacing..",
                    "ranload.agent.net..",
                    "ranload.sample..",
                    "ranload.session..",
                    "ranload.unit..",
                    "ranload.time..");

    @ArchTest
    static final ArchRule THE_PURE_PACKAGES_OPEN_NO_SOCKETS = noClasses()
            .that()
            .resideInAnyPackage("ranload.agent.wire..", "ranload.agent.measure..", "ranload.agent.pacing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "ranload.agent.net..", "ranload.agent.engine..");

    /** The root package wires the two together; control is the only one that works with both. */
    @ArchTest
    static final ArchRule ONLY_CONTROL_SEES_BOTH_THE_BUS_AND_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackages("ranload.agent.control..", "ranload.agent")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule THE_AGENT_KNOWS_NEITHER_CONTROLLER_NOR_DEPLOY =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("ranload.controller..", "ranload.deploy..");

    @ArchTest
    static final ArchRule NO_COMPLETABLE_FUTURES =
            noClasses().should().dependOnClassesThat().areAssignableTo(CompletableFuture.class);

    @ArchTest
    static final ArchRule ONLY_MAIN_READS_THE_PROCESS_ENVIRONMENT = noClasses()
            .that()
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
    static final ArchRule NO_CYCLES =
            slices().matching("ranload.agent.(*)..").should().beFreeOfCycles();
}
