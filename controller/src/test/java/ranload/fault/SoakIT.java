package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many short sessions, several at once: what the processes take at the end is what they took after the first ten. */
@Tag("soak")
class SoakIT extends InLab {
    private static final int WARM_UP = 10;
    private static final int AT_ONCE = 8;
    private static final Duration ONE_SESSION = Duration.ofSeconds(90);

    /** Threads of pools and open files that come and go; a leak of one for each session is far beyond. */
    private static final int SOME = 16;

    /** On a busy machine the last threads and connections of sessions go later; what leaks stays. */
    private static final int LOOKS = 5;

    private static final long SOME_KIBIOCTETS = 2 * 1024;

    /** How many sessions: the configuration parameter ranload.soak.sessions, else 100. */
    @RegisterExtension
    static final ParameterResolver SESSIONS = new ParameterResolver() {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == int.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getConfigurationParameter("ranload.soak.sessions")
                    .map(Integer::valueOf)
                    .orElse(100);
        }
    };

    @Test
    void manySessionsLeaveNoMoreBehindThanTen(int sessions) {
        scene.start();
        run(WARM_UP);
        Map<String, Long> before = measure();
        run(sessions);
        Map<String, Long> after = measure();
        for (int look = 1; look < LOOKS && hasMore(before, after); look++) {
            after = measure();
        }

        StringBuilder table = new StringBuilder("\tafter " + WARM_UP + "\tafter " + sessions);
        for (Map.Entry<String, Long> first : before.entrySet()) {
            table.append('\n').append(first.getKey()).append('\t').append(first.getValue());
            table.append('\t').append(after.get(first.getKey()));
        }
        Report.write("soak", table.toString());
        assertThat(scene.database().number("SELECT count(*) FROM sessions WHERE state <> 'complete'"))
                .as("sessions that are not complete")
                .isZero();
        assertThat(hasMore(before, after)).as(table.toString()).isFalse();
        invariants.check();
    }

    private static boolean hasMore(Map<String, Long> before, Map<String, Long> after) {
        return after.entrySet().stream()
                .anyMatch(entry -> entry.getValue() > before.get(entry.getKey()) + some(entry.getKey()));
    }

    private static long some(String what) {
        return what.contains("heap")
                ? SOME_KIBIOCTETS
                : what.contains("files") || what.contains("processes") ? 0 : SOME;
    }

    /** Starts sessions until there have been so many, and waits for their ends. */
    private void run(int total) {
        while (scene.accepted().size() < total) {
            await().atMost(ONE_SESSION).until(() -> open() < AT_ONCE);
            scene.accept("direction=b&bandwidth=1&duration=1&interface=ue0&environment=server");
        }
        await().atMost(ONE_SESSION).until(() -> open() == 0);
    }

    private double open() {
        return scene.database().number("SELECT count(*) FROM sessions WHERE complete = 0");
    }

    private Map<String, Long> measure() {
        // The last threads and connections of the sessions that just ended go within this time.
        Scene.hold(Duration.ofSeconds(3));
        Map<String, Long> values = new LinkedHashMap<>();
        put(values, "controller", Footprint.of(scene.controller().pid()));
        put(values, "near agent", Footprint.of(scene.nearAgent()));
        put(values, "far agent", Footprint.of(scene.farAgent()));
        values.put("temporary files", (long)
                Invariants.files(scene.folder().resolve("tmp")).size());
        values.put("temporary files, server", (long)
                Invariants.files(Path.of(lab.setting("LAB_SERVER_TMP"))).size());
        values.put("spool files", (long)
                Invariants.files(scene.folder().resolve("cache")).size());
        values.put("spool files, server", (long) Invariants.files(Path.of(lab.setting("LAB_SERVER_HOME"), ".cache"))
                .size());
        values.put("processes", (long) lab.pids("ue").size());
        values.put("processes, server", (long) lab.pids("server").size());
        return values;
    }

    private static void put(Map<String, Long> values, String process, Footprint footprint) {
        values.put(process + ": threads", (long) footprint.threads());
        values.put(process + ": descriptors", (long) footprint.descriptors());
        values.put(process + ": heap, KiB", footprint.heapKibioctets());
    }
}
