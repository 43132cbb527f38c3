package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ranload.lab.Running;
import ranload.lab.Stored;

/** Agents that go while load flows. */
@Tag("fault")
class AgentKilledIT extends InLab {
    private static final Duration CONSENT = Duration.ofSeconds(3);

    @Test
    void loadStopsWhenTheNearAgentIsKilledAndItsSpoolIsBroughtByTheNext() throws Exception {
        Report.row(
                "5", "near agent killed in RUNNING", "load stops within 3 s; failed/agent_lost; spool replays", () -> {
                    scene.start();
                    Stored stored = scene.begin(Scene.form("ue0", "b", 60));
                    Scene.signal("KILL", scene.nearAgent());
                    return endsAfter(stored);
                });
    }

    @Test
    void loadStopsWhenTheFarAgentIsKilled() throws Exception {
        Report.row(
                "6", "far agent killed in RUNNING", "load stops within 3 s; failed; rows of the near side kept", () -> {
                    scene.start();
                    Stored stored = scene.begin(Scene.form("ue0", "b", 60));
                    Scene.signal("KILL", scene.farAgent());
                    return endsAfter(stored);
                });
    }

    private String endsAfter(Stored stored) {
        invariants.noteRows();
        load.assertSilentWithin("ue", CONSENT);
        String outcome = scene.awaitEnd(stored);
        assertThat(outcome).as(stored.story()).isEqualTo("failed/agent_lost");
        Scene.hold(Duration.ofSeconds(3)); // for the agent that is started in its place to bring what is in its spool
        await().atMost(Scene.BOUND).untilAsserted(() -> assertThat(scene.database()
                        .number("SELECT count(*) FROM stream_data WHERE interval = 1 AND sent_timestamp IS NOT NULL"
                                + " AND received_timestamp IS NOT NULL"))
                .as(stored.story())
                .isEqualTo(2));
        invariants.check();
        return "no load after 3 s; " + outcome;
    }

    @Test
    void aFarAgentThatRunsOutOfMemoryUnderLoadEndsAtOnce() throws Exception {
        Report.row("16b", "far agent out of memory in RUNNING", "as 6; the cause names the memory", () -> {
            Path jar = Path.of(lab.setting("LAB_SERVER_TMP"), "hog.jar");
            MemoryHog.packInto(jar);
            scene.start();
            Stored stored = scene.begin(Scene.form("ue0", "b", 60));
            long far = scene.farAgent();
            // Ends with the process that it is loaded into, or by then has found none.
            Footprint.command(far, "JVMTI.agent_load", "/tmp/hog.jar");
            await().atMost(Scene.BOUND).until(() -> ProcessHandle.of(far).isEmpty());
            Files.delete(jar);
            String seen = endsAfter(stored);
            assertThat(stored.story()).contains("OutOfMemory");
            return seen;
        });
    }

    @Test
    void aFarAgentWithoutMemoryEndsRatherThanStayHalfAlive() throws Exception {
        Report.row(
                "16a",
                "far agent out of memory at its start",
                "the process ends; no load; session ends; nothing left",
                () -> {
                    Path java = Path.of(lab.setting("LAB_SERVER_HOME"), "small-java");
                    Scene.write(
                            java,
                            "#!/bin/bash\nfor w; do shift; case $w in -Xms*) ;; -Xmx*) set -- \"$@\" -Xmx6m ;;"
                                    + " *) set -- \"$@\" \"$w\" ;; esac; done\nexec java \"$@\"\n");
                    Running.start(List.of("chmod", "755", java.toString()))
                            .await(Scene.BOUND)
                            .orFail();
                    scene.server("small", "java: ~/small-java");
                    scene.start();
                    Stored stored =
                            scene.accept(Scene.form("ue0", "b", 3).replace("environment=server", "environment=small"));
                    String outcome = scene.awaitEnd(stored);
                    assertThat(outcome).as(stored.story()).startsWith("failed/");
                    assertThat(stored.story()).contains("OutOfMemory");
                    invariants.check();
                    return outcome;
                });
    }
}
