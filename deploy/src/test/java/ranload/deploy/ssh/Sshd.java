package ranload.deploy.ssh;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real OpenSSH server on loopback with throw-away keys, for the user that runs the test. Its sessions see a cache
 * folder, and a file that bash reads first, inside its own folder.
 */
final class Sshd implements AutoCloseable {
    private final Path folder;
    private final Process process;
    final int port;

    private Sshd(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /** Listens on 127.0.0.1; runs inside what the prefix says, such as a network namespace. */
    static Sshd start(Path folder, String... extraLines) throws IOException {
        return start(folder, List.of(), "127.0.0.1", extraLines);
    }

    static Sshd start(Path folder, List<String> prefix, String address, String... extraLines) throws IOException {
        if (!Files.isExecutable(Path.of("/usr/sbin/sshd"))) {
            throw new AssertionError("this test needs sshd: install openssh-server");
        }
        // Where sshd's privileges are separated; absent on a machine where it was never started as a service.
        Files.createDirectories(Path.of("/run/sshd"));
        for (String kind : List.of("ed25519", "ecdsa", "rsa")) {
            keygen("-t", kind, "-N", "", "-f", folder.resolve("host_" + kind).toString());
        }
        keygen("-t", "ed25519", "-N", "", "-f", folder.resolve("id").toString());
        Files.copy(folder.resolve("id.pub"), folder.resolve("authorized"));
        Files.createFile(folder.resolve("noise.sh"));
        int port = freePort();
        List<String> lines = new ArrayList<>(List.of(
                "ListenAddress " + address + ":" + port,
                "PidFile " + folder.resolve("sshd.pid"),
                "HostKey " + folder.resolve("host_ed25519"),
                "HostKey " + folder.resolve("host_ecdsa"),
                "HostKey " + folder.resolve("host_rsa"),
                "AuthorizedKeysFile " + folder.resolve("authorized"),
                "StrictModes no",
                "UsePAM no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin prohibit-password",
                "PrintMotd no",
                "SetEnv XDG_CACHE_HOME=" + folder.resolve("cache") + " BASH_ENV=" + folder.resolve("noise.sh")));
        lines.addAll(List.of(extraLines));
        Path config = Files.write(folder.resolve("sshd_config"), lines);
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("/usr/sbin/sshd", "-f", config.toString(), "-D", "-e"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        Sshd sshd = new Sshd(folder, process, port);
        if (prefix.isEmpty()) {
            await().atMost(Duration.ofSeconds(30)).until(sshd::listens);
        } else {
            await().atMost(Duration.ofSeconds(30)).until(() -> sshd.log().contains("Server listening"));
        }
        return sshd;
    }

    static void keygen(String... options) {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q"));
        command.addAll(List.of(options));
        Commands.run(command);
    }

    /** A port that nobody listens on. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The key that may log in. */
    Path key() {
        return folder.resolve("id");
    }

    /** Lets this public key log in too. */
    void authorize(Path publicKey) throws IOException {
        Files.writeString(
                folder.resolve("authorized"),
                Files.readString(folder.resolve("authorized")) + Files.readString(publicKey));
    }

    /** What bash runs before every command of a session. */
    void noise(String script) throws IOException {
        Files.writeString(folder.resolve("noise.sh"), script);
    }

    /** As it was when it started: nothing in the cache, no noise. */
    void reset() throws IOException {
        noise("");
        if (Files.exists(folder.resolve("cache"))) {
            try (Stream<Path> all = Files.walk(folder.resolve("cache"))) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Where agents are kept. */
    Path cache() {
        return folder.resolve("cache/ran-load-generator/agent");
    }

    /** A known_hosts line of this server's key of this kind. */
    String knownHostsLine(String kind) throws IOException {
        return "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host_" + kind + ".pub"));
    }

    /** As ssh-keygen prints it. */
    String fingerprint(String kind) {
        return Commands.run(
                        "ssh-keygen",
                        "-l",
                        "-f",
                        folder.resolve("host_" + kind + ".pub").toString())
                .split(" ", 3)[1];
    }

    /** A target that works. */
    SshTarget target() {
        return new SshTarget(
                "127.0.0.1",
                port,
                System.getProperty("user.name"),
                List.of(key()),
                new HostKeyPolicy.Pinned(fingerprint("ed25519")),
                new PassphraseSource.None(),
                null,
                null,
                null,
                Duration.ofSeconds(60));
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("sshd.log"));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("sshd does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean listens() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
