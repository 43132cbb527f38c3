package ranload.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FarRuntimesTest {
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;
    private static final int RISC_V = 243;

    @TempDir
    Path folder;

    @Test
    void chooseTheOneForTheServersProcessor() throws Exception {
        Path own = make("runtime", X86_64);
        Path other = make("runtime-aarch64", AARCH64);

        assertThat(new FarRuntimes(own).fitting("Linux x86_64").folder()).isEqualTo(own);
        assertThat(new FarRuntimes(own).fitting("Linux aarch64").folder()).isEqualTo(other);
    }

    @Test
    void areTheSameTheOtherWayRound() throws Exception {
        Path own = make("runtime", AARCH64);
        Path other = make("runtime-x86_64", X86_64);

        assertThat(new FarRuntimes(own).fitting("Linux aarch64").folder()).isEqualTo(own);
        assertThat(new FarRuntimes(own).fitting("Linux x86_64").folder()).isEqualTo(other);
    }

    @Test
    void goByTheProgramWhateverTheNameOfItsFolder() throws Exception {
        Path own = make("runtime", X86_64);
        make("runtime-aarch64", X86_64);

        assertThat(new FarRuntimes(own).fitting("Linux x86_64").folder()).isEqualTo(own);
        assertThat(trouble(own, "Linux aarch64").finding()).contains("is for Linux x86_64");
    }

    @Test
    void knowTheMachineThatTheyAreOnByItsOwnPrograms() throws Exception {
        Path own = FakeRuntime.in(folder, 1);

        String uname = Commands.run("uname", "-sm").strip();

        assertThat(new FarRuntimes(own).fitting(uname).folder()).isEqualTo(own);
    }

    @Test
    void sayHowOneForAServersProcessorIsMade() throws Exception {
        SshTrouble trouble = trouble(make("runtime", X86_64), "Linux aarch64");

        assertThat(trouble.finding()).contains("it is Linux aarch64").endsWith("is for Linux x86_64");
        assertThat(trouble.cure()).contains("./ranload package --runtime-for aarch64");
    }

    @Test
    void nameAllThatThereAreForAServerOfNeitherKindAndPromiseNone() throws Exception {
        Path own = make("runtime", X86_64);
        make("runtime-aarch64", AARCH64);

        SshTrouble trouble = trouble(own, "Linux riscv64");

        assertThat(trouble.finding()).contains("it is Linux riscv64", "Linux x86_64 and Linux aarch64");
        assertThat(trouble.cure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Linux armv7l", "Darwin x86_64", "FreeBSD aarch64", "Linux ../x86_64", ""})
    void sendNothingToWhatRunsNoneOfThem(String uname) throws Exception {
        Path own = make("runtime", X86_64);

        assertThat(trouble(own, uname).code()).isEqualTo("no_runtime");
    }

    @Test
    void nameTheFolderWhereOneShouldBe() throws Exception {
        make("runtime", RISC_V);

        assertThat(trouble(folder.resolve("runtime"), "Linux x86_64").finding())
                .contains(folder.resolve("runtime").toString());
        assertThat(trouble(folder.resolve("none"), "Linux x86_64").finding())
                .contains(folder.resolve("none").toString());
        assertThat(trouble(null, "Linux x86_64").finding()).contains("none to send");
    }

    private Path make(String name, int machine) throws IOException {
        Path runtime = Files.move(FakeRuntime.in(folder, 1), folder.resolve(name));
        FakeRuntime.asMachine(runtime, machine);
        return runtime;
    }

    private static SshTrouble trouble(Path own, String uname) {
        return catchThrowableOfType(SshTrouble.class, () -> new FarRuntimes(own).fitting(uname));
    }
}
