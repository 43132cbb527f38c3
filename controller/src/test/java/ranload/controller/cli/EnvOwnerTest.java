package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EnvOwnerTest {
    private static final Path CONFIG = Path.of("/etc/ran-load-generator/controller.yaml");
    private static final Path KEY = Path.of("/var/lib/ran-load-generator/.ssh/id_ed25519");

    private final EnvOwner service = new EnvOwner(CONFIG, null, true);
    private final EnvOwner user = new EnvOwner(CONFIG, null, false);
    private final Destination server = new Destination("ubuntu", "192.0.2.7", 22);

    @Test
    void letsAKeyOfTheServiceInWithTheRightsOfWhoeverSitsHere() {
        String cure = "correct username or ssh_key, or run `" + server.copyId(KEY) + "`";

        assertThat(service.said(cure))
                .isEqualTo("correct username or ssh_key, or run `sudo cat " + KEY + ".pub | ssh -p 22 ubuntu@192.0.2.7"
                        + " 'umask 077; mkdir -p .ssh; { echo; cat; } >>.ssh/authorized_keys'`");
        assertThat(user.said(cure)).isEqualTo(cure);
    }

    @Test
    void namesTheCommandThatMakesTheOwnersOwnKey() {
        assertThat(service.toMake(KEY))
                .startsWith("sudo -u ran-load-generator ")
                .contains("-N ''");
        assertThat(user.toMake(KEY)).isEqualTo("ssh-keygen -t ed25519 -f " + KEY);
    }
}
