package ranload.controller.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import ranload.deploy.ssh.SshTarget;

/** Finds the private key to log in with, or has one made. */
final class EnvKey {
    private static final int LONGEST_SECONDS = 60;

    private final EnvOwner owner;
    private final Destination server;
    private final PrintWriter out;

    EnvKey(EnvOwner owner, Destination server, PrintWriter out) {
        this.owner = owner;
        this.server = server;
        this.out = out;
    }

    /**
     * The key to write down; null where those that ssh would try are right.
     *
     * @param named by the flag -k; null when it was not given
     * @throws CommandFailed when there is none, with the commands that make one
     */
    Path find(Path named) {
        if (named != null) {
            Path key = named.toAbsolutePath().normalize();
            if (!Files.isRegularFile(key) || !Files.isReadable(key)) {
                throw CommandFailed.usage("-k", "cannot read the file " + key + "; " + toMake(key));
            }
            owner.refuseForeign("-k", key);
            return key;
        }
        List<Path> usual = SshTarget.defaultKeys(owner.host().home());
        List<Path> there = usual.stream().filter(Files::exists).toList();
        if (there.isEmpty()) {
            return offer(usual.get(0));
        }
        there.forEach(key -> owner.refuseForeign("-k", key));
        return null;
    }

    private Path offer(Path key) {
        String none = "there is no private key in " + key.getParent();
        boolean wanted = Question.ask(none + ". Make " + key + " now, without a passphrase? [yes/no]")
                .filter("yes"::equalsIgnoreCase)
                .isPresent();
        if (!wanted) {
            throw CommandFailed.usage("-k", none + "; name another, or " + toMake(key));
        }
        make(key);
        out.printf("ok    %-18s made %s%n", "key", key);
        out.println("Let it in at the server, in another terminal: " + owner.said(server.copyId(key)));
        out.flush();
        Question.ask("Press Enter when that is done.");
        return key;
    }

    private void make(Path key) {
        try {
            Path folder = key.getParent();
            if (!Files.isDirectory(folder)) {
                run(key, "mkdir", "-m", "700", folder.toString());
            }
            run(key, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ran-load-generator", "-f", key.toString());
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.CANNOT_WRITE, "cannot make a key: " + e.getMessage() + "; " + toMake(key));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(ExitCode.CANNOT_WRITE, "interrupted while a key was made");
        }
    }

    private void run(Path key, String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(owner.asUser(List.of(command))).inheritIO().start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        if (process.isAlive() || process.exitValue() != 0) {
            throw new CommandFailed(ExitCode.CANNOT_WRITE, command[0] + " made no key; " + toMake(key));
        }
    }

    private String toMake(Path key) {
        return "make one with `" + owner.toMake(key) + "` and let it in with `" + owner.said(server.copyId(key)) + "`";
    }
}
