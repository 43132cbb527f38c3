package ranload.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ranload.lab.Database;
import ranload.lab.Finished;
import ranload.lab.Lab;
import ranload.lab.Program;
import ranload.lab.Running;
import ranload.lab.Stored;

/**
 * A controller in the ue of a lab, with a database, a cache and a folder for temporary files of its own, so that what
 * it leaves behind can be found. Confined to its test's thread.
 */
final class Scene {
    static final Duration BOUND = Program.BOUND;

    /** Most that is allowed for a machine that lets processes wait, and only as far as it did. */
    static final Duration BUSY = Duration.ofSeconds(4);

    private static final String URL = "http://127.0.0.1:8080";

    private final Lab lab;
    private final Path folder;
    private final List<Long> sshd;
    private final List<String> servers = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();
    private final List<Stored> accepted = new ArrayList<>();
    private String cacheMount;
    private String log;
    private Running controller;

    /** @param folder empty */
    Scene(Lab lab, Path folder) {
        this.lab = lab;
        this.folder = folder;
        this.sshd = lab.pids("server");
        this.cacheMount = "--bind " + made("cache");
        environment.add("JDK_JAVA_OPTIONS=-Djava.io.tmpdir=" + made("tmp"));
        server("server");
    }

    /** Lets this time pass. Nothing is decided by how much passes beyond it. */
    static void hold(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    Lab lab() {
        return lab;
    }

    Path folder() {
        return folder;
    }

    Database database() {
        return Program.databaseIn(folder);
    }

    List<Stored> accepted() {
        return accepted;
    }

    List<Long> sshd() {
        return sshd;
    }

    Running controller() {
        return controller;
    }

    /** Adds an environment: the lab's server, with further keys. To be called before the start. */
    void server(String name, String... keys) {
        servers.add("  " + name + ":\n    hostname: " + lab.setting("LAB_SERVER_IPV4") + "\n    ssh_port: "
                + lab.setting("LAB_SSH_PORT") + "\n    username: " + lab.setting("LAB_SSH_USER") + "\n    ssh_key: "
                + lab.setting("LAB_SSH_KEY") + "\n    host_key: \"" + lab.setting("LAB_HOST_KEY") + "\"\n"
                + Stream.of(keys).map(key -> "    " + key + "\n").reduce("", String::concat));
    }

    /** Gives the processes in the ue this environment variable. To be called before the start. */
    void variable(String name, String value) {
        environment.add(name + "=" + value);
    }

    /** Gives agents in the ue a disk that is full. To be called before the start. */
    void fillTheDisk() {
        cacheMount = "-t tmpfs -o size=64k full";
    }

    /** Lets what the controller prints go to this file or device. To be called before the start. */
    void logTo(String file) {
        log = file;
    }

    /** Starts the controller and waits until it answers. */
    void start() {
        launch();
        await().atMost(BOUND).until(() -> {
            assertThat(controller.isAlive()).as(controller.err()).isTrue();
            return curl("-fsS", URL + "/health/live").exit() == 0;
        });
    }

    /** Starts a controller that ends at this fault point, and waits until it answers. */
    void startEndingAt(String point) {
        variable("RANLOAD_FAULT_POINT", point);
        start();
        environment.remove(environment.size() - 1);
    }

    /** Starts a controller without waiting for anything. */
    Running launch() {
        Path config = folder.resolve("controller.yaml");
        write(config, "database_path: " + database().file() + "\nservers:\n" + String.join("", servers));
        String script = "cache=$(getent passwd \"$(id -u)\" | cut -d: -f6)/.cache/ran-load-generator;"
                + " mkdir -p \"$cache\" && mount " + cacheMount + " \"$cache\""
                + " && { [ \"$1\" != full ] || { mkdir \"$cache/spool\"; cat /dev/zero >\"$cache/fill\" 2>&-; }; };"
                + " shift; exec env \"$@\"";
        List<String> words = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                script,
                "scene",
                cacheMount.endsWith("full") ? "full" : "room"));
        words.addAll(environment);
        if (log != null) {
            words.addAll(List.of("sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>>\"$log\"", "sh", log));
        }
        words.addAll(List.of(Program.launcher(), "controller", "--config", config.toString()));
        controller = lab.start("ue", words.toArray(String[]::new));
        return controller;
    }

    /** Asks for a session; the answer is curl's, with the status on the last line. */
    Finished post(String form) {
        return curl("-sS", "-H", "Accept: text/plain", "-w", "%{http_code}", "-d", form, URL + "/session/");
    }

    /** Asks for a session that must be accepted. */
    Stored accept(String form) {
        Finished posted = post(form).orFail();
        assertThat(posted.out()).as(posted.toString()).endsWith("201");
        Stored stored = new Stored(
                database(), Long.parseLong(posted.out().lines().findFirst().orElseThrow()));
        accepted.add(stored);
        return stored;
    }

    /** Form of a session through a NIC at 5 Mbit/s. */
    static String form(String nic, String direction, int seconds) {
        return "direction=" + direction + "&bandwidth=5&duration=" + seconds + "&interface=" + nic
                + "&environment=server";
    }

    /** Starts a session and waits until two seconds of it are stored from both ends. */
    Stored begin(String form) {
        Stored stored = accept(form);
        awaitInterval(stored, 2);
        return stored;
    }

    /** Waits until this second of the session is stored from both ends, in each direction that there is. */
    void awaitInterval(Stored stored, int interval) {
        await().atMost(BOUND).untilAsserted(() -> assertThat(database()
                        .number("SELECT count(*) FROM session_data WHERE receiver_complete = 1 AND sender_complete = 1"
                                + " AND interval = " + interval + " AND session_id = " + stored.id()))
                .as(stored.story())
                .isPositive());
    }

    /** HTTP status of a DELETE of this session. */
    int delete(long id) {
        return Integer.parseInt(
                curl("-sS", "-o", "/dev/null", "-w", "%{http_code}", "-X", "DELETE", URL + "/sessions/" + id)
                        .orFail()
                        .out());
    }

    Finished curl(String... words) {
        return lab.run(
                "ue",
                BOUND,
                Stream.concat(Stream.of("curl", "--max-time", "60"), Stream.of(words))
                        .toArray(String[]::new));
    }

    /** Waits for the end; at most the bound after the last fault was healed. */
    String awaitEnd(Stored stored) {
        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(ended(stored)).as(stored.story()).isTrue());
        return outcome(stored);
    }

    boolean ended(Stored stored) {
        return database().number("SELECT complete FROM sessions WHERE session_id = " + stored.id()) == 1;
    }

    /** State and code of the cause, such as {@code failed/agent_lost}. */
    String outcome(Stored stored) {
        return database()
                .texts("SELECT state || CASE WHEN cause_code IS NULL THEN '' ELSE '/' || cause_code END"
                        + " FROM sessions WHERE session_id = " + stored.id())
                .get(0);
    }

    /** Each outage that is stored: when, how long, who noted it. */
    List<String> outages() {
        return database()
                .texts("SELECT substr(started_at, 12, 12) || ' ' || round(nanos / 1e9, 1) || ' s ' || agent"
                        + " FROM session_outage ORDER BY started_at");
    }

    /** The near agent's process. */
    long nearAgent() {
        List<Long> agents = new ArrayList<>(javas("ue"));
        agents.remove(controller.pid());
        assertThat(agents).as("java processes in ue but for the controller").hasSize(1);
        return agents.get(0);
    }

    /** The only far agent's process. */
    long farAgent() {
        List<Long> agents = javas("server");
        assertThat(agents).as("java processes in server").hasSize(1);
        return agents.get(0);
    }

    List<Long> javas(String namespace) {
        return lab.pids(namespace).stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(handle -> handle.info().command())
                        .orElse("")
                        .endsWith("/java"))
                .toList();
    }

    static void signal(String name, long pid) {
        Running.start(List.of("kill", "-s", name, Long.toString(pid)))
                .await(BOUND)
                .orFail();
    }

    /** Kills the controller and waits until it is gone. */
    void killController() {
        signal("KILL", controller.pid());
        await().atMost(BOUND).until(() -> !controller.isAlive());
    }

    /** Ends the controller in good order and waits until it is gone. */
    void stop() {
        if (controller.isAlive()) {
            signal("TERM", controller.pid());
            await().atMost(BOUND).until(() -> !controller.isAlive());
        }
    }

    /** Kills what is left, whatever state it is in, mends the lab, and removes what agents there keep but for their jar. */
    void abandon() {
        if (controller != null) {
            controller.close();
        }
        lab.command("mend");
        List<Long> left = new ArrayList<>(lab.pids("server"));
        left.removeAll(sshd);
        left.addAll(lab.pids("ue"));
        left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        await().atMost(BOUND).until(() -> lab.pids("ue").isEmpty());
        remove(Path.of(lab.setting("LAB_SERVER_HOME"), ".cache/ran-load-generator/spool")
                .toString());
    }

    /** Removes a folder and what is in it. */
    static void remove(String folder) {
        Running.start(List.of("rm", "-rf", folder)).await(BOUND).orFail();
    }

    private Path made(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
