package ranload.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.FailureException;

class DialInTest {
    private static final DialHello HELLO = new DialHello("car", "s3cret", "0.1.0");

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void handsTheHelloOverInOneLineAndTakesTheControllersYes() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        DialIn.admit(answer);
        answer.writeBytes("settings".getBytes(StandardCharsets.UTF_8));
        InputStream in = in(answer.toByteArray());
        DialIn.offer(HELLO, in, said);

        assertThat(said.toString(StandardCharsets.UTF_8)).endsWith("}\n").containsOnlyOnce("\n");
        assertThat(DialIn.read(in(said.toByteArray()))).isEqualTo(HELLO);
        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("settings");
    }

    @Test
    void failsWithWhatTheControllerHasAgainstIt() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        Failure why = Failure.of("not_admitted", "no such agent");
        DialIn.refuse(answer, why);
        FailureException failed =
                catchThrowableOfType(FailureException.class, () -> DialIn.offer(HELLO, in(answer.toByteArray()), said));
        assertThat(failed.failure()).isEqualTo(why);
    }

    @Test
    void endsWithTheConnectionAndWithALineThatIsTooLong() {
        assertThatThrownBy(() -> DialIn.offer(HELLO, in(new byte[0]), said)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> DialIn.read(in("x".repeat(DialIn.MAX_LINE_OCTETS + 1) + "\n")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1024");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1",
                "{}",
                "[]",
                "{\"name\":\"car\",\"token\":\"\",\"build_id\":\"1\"}",
                "{\"name\":\"../car\",\"token\":\"t\",\"build_id\":\"1\"}",
                "{\"name\":\"far.office\",\"token\":\"t\",\"build_id\":\"1\"}",
                "{\"name\":\"near\",\"token\":\"t\",\"build_id\":\"1\"}"
            })
    void takesNothingElseForAHello(String line) {
        FailureException failed = catchThrowableOfType(FailureException.class, () -> DialIn.read(in(line + "\n")));
        assertThat(failed.failure().code()).isEqualTo("bad_message");
    }

    @Test
    void showsNoToken() {
        assertThat(HELLO.toString()).contains("car").doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"car", "pi-3", "2nd_van", "cafe-1", "abcde"})
    void takesNamesThatNoAddressCanBeginWith(String name) {
        assertThat(AgentId.dialling(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "near", "doctor", "far.office", "fe80", "2001", "a", "-car", "car 1", "caf\u00e9"})
    void refusesNamesThatCouldBeTakenForSomethingElse(String name) {
        assertThatThrownBy(() -> AgentId.dialling(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("48 letters");
    }

    private static InputStream in(String text) {
        return in(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream in(byte[] octets) {
        return new ByteArrayInputStream(octets);
    }
}
