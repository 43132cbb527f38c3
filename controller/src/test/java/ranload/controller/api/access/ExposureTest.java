package ranload.controller.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ranload.controller.config.HttpConfig;

class ExposureTest {
    private static final Path FILE = Path.of("/etc/x");
    private static final HttpConfig.TlsConfig TLS = new HttpConfig.TlsConfig(FILE, FILE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "localhost",
                "LOCALHOST",
                "::1",
                "[::1]",
                "0:0:0:0:0:0:0:1",
                "a.localhost"
            })
    void knowsTheLoopback(String host) {
        assertThat(Exposure.isLoopback(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "192.0.2.1",
                "128.0.0.1",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "evil",
                "::2",
                "2130706433",
                "",
                "127.1"
            })
    void takesEverythingElseForTheNetwork(String host) {
        assertThat(Exposure.isLoopback(host)).isFalse();
    }

    @Test
    void refusesTheNetworkWithoutTokenAndTls() {
        for (HttpConfig http : new HttpConfig[] {
            new HttpConfig("0.0.0.0", 0, null, null, null, false),
            new HttpConfig("0.0.0.0", 0, null, TLS, null, false),
            new HttpConfig("::", 0, null, null, FILE, false)
        }) {
            assertThatThrownBy(() -> Exposure.requireSafe(http))
                    .hasMessageContaining("http.token_file")
                    .hasMessageContaining("http.tls")
                    .hasMessageContaining("http.insecure");
        }
    }

    @Test
    void allowsWhatIsGuardedOrAskedForInSoManyWords() {
        for (HttpConfig http : new HttpConfig[] {
            HttpConfig.DEFAULT,
            new HttpConfig("0.0.0.0", 0, null, TLS, FILE, false),
            new HttpConfig("0.0.0.0", 0, null, null, null, true),
            new HttpConfig("0.0.0.0", 0, FILE, null, null, false)
        }) {
            assertThatCode(() -> Exposure.requireSafe(http)).doesNotThrowAnyException();
        }
    }
}
