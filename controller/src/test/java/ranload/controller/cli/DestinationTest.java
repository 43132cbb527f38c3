package ranload.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {
    @ParameterizedTest
    @CsvSource({
        "ubuntu@192.0.2.7, ubuntu, 192.0.2.7, 22",
        "ubuntu@server.example:2022, ubuntu, server.example, 2022",
        "server, me, server, 22",
        "server:65535, me, server, 65535",
        "root@2001:db8::7, root, 2001:db8::7, 22",
        "root@[2001:db8::7], root, 2001:db8::7, 22",
        "root@[fe80::1%eth0]:2022, root, fe80::1%eth0, 2022",
        "::1, me, ::1, 22",
    })
    void readsWhatSshUsersWrite(String text, String user, String host, int port) {
        assertThat(Destination.parse(text, "me")).isEqualTo(new Destination(user, host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "u@",
                "@h",
                "u@h:",
                "u@h:0",
                "u@h:65536",
                "u@h:x",
                "a b@h",
                "u@h h",
                "u:p@h",
                "u@[::1",
                "ssh://u@h",
                "u@12345",
                "12345",
                "u@-oProxyCommand=x",
                "u@h:22:1"
            })
    void refusesWhatNamesNoServer(String text) {
        assertThatThrownBy(() -> Destination.parse(text, "me")).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void readsWhatItWrites(
            @ForAll @AlphaChars @StringLength(min = 1, max = 9) String user,
            @ForAll @AlphaChars @StringLength(min = 1, max = 9) String host,
            @ForAll @IntRange(min = 1, max = 65_535) int port) {
        Destination server = new Destination(user, host, port);

        assertThat(Destination.parse(server.toString(), "me")).isEqualTo(server);
    }

    @Property
    void answersEveryTextOrRefusesIt(@ForAll String text) {
        try {
            assertThat(Destination.parse(text, "me").port()).isBetween(1, 65_535);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).contains("got ");
        }
    }
}
