package ranload.controller.dialin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import ranload.bus.Outcome;
import ranload.controller.config.AgentsConfig;
import ranload.controller.config.HttpConfig.TlsConfig;
import ranload.controller.config.TokenFile;
import ranload.link.BytePipe;
import ranload.link.DialHello;
import ranload.link.DialIn;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.FailureException;

@Timeout(180)
class AgentDoorTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final int WAIT_MILLIS = 60_000;
    private static final String BUILD = "1.2.3";
    private static final Duration LOOK = Duration.ofMillis(50);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    private final List<AgentId> expected = new CopyOnWriteArrayList<>();
    private final Map<AgentId, BytePipe> connected = new ConcurrentHashMap<>();
    private final List<Socket> callers = new ArrayList<>();
    private Path tokens;
    private String token;
    private AgentDoor door;

    @BeforeEach
    void makeTokens() {
        tokens = folder.resolve("tokens");
        token = TokenFile.add(tokens, "car", TokenFile.AGENT);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket caller : callers) {
            caller.close();
        }
        if (door != null) {
            door.close();
        }
        Outcome.of(vertx.close());
        certificate.delete();
    }

    @Test
    void letsAnAgentInByItsNameAndTokenAndHandsItsConnectionOver() throws Exception {
        open();
        assertThat(expected).containsExactly(new AgentId("car"));
        SSLSocket caller = tls();
        hello(caller, new DialHello("car", token, BUILD));
        await().atMost(WITHIN).until(() -> connected.containsKey(new AgentId("car")));

        BytePipe pipe = connected.get(new AgentId("car"));
        assertThat(pipe.describe()).contains("agent car from /127.0.0.1:" + caller.getLocalPort());
        caller.getOutputStream().write("frames".getBytes(StandardCharsets.UTF_8));
        assertThat(pipe.in().readNBytes(6)).asString(StandardCharsets.UTF_8).isEqualTo("frames");
        pipe.out().write("answer".getBytes(StandardCharsets.UTF_8));
        pipe.out().flush();
        assertThat(caller.getInputStream().readNBytes(6))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("answer");
        pipe.close();
        assertClosed(caller);
    }

    @Test
    void letsInWhomItHasBeenToldOfSince() throws Exception {
        open();
        String other = TokenFile.add(tokens, "van", TokenFile.AGENT);
        hello(tls(), new DialHello("van", other, BUILD));
        await().atMost(WITHIN).until(() -> connected.containsKey(new AgentId("van")));
        TokenFile.remove(tokens, "van");
        assertRefused(new DialHello("van", other, BUILD), "not_admitted");
    }

    @Test
    void endsTheConnectionWhoseTokenIsTakenAwayAndNoOther() throws Exception {
        open();
        String other = TokenFile.add(tokens, "van", TokenFile.AGENT);
        SSLSocket car = tls();
        SSLSocket van = tls();
        hello(car, new DialHello("car", token, BUILD));
        hello(van, new DialHello("van", other, BUILD));
        await().atMost(WITHIN).until(() -> connected.size() == 2);

        TokenFile.remove(tokens, "van");

        assertClosed(van);
        assertStays(car);
        // A file that is gone, or is being written anew, says of nobody that he may not stay.
        Files.move(tokens, folder.resolve("elsewhere"));
        assertStays(car);
        Files.move(folder.resolve("elsewhere"), tokens);
        TokenFile.remove(tokens, "car");
        TokenFile.add(tokens, "car", TokenFile.AGENT);
        assertClosed(car);
    }

    /** For much longer than between two looks. */
    private static void assertStays(Socket socket) throws IOException {
        socket.setSoTimeout(1_000);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void refusesWrongTokensOtherNamesOtherRolesAndOtherBuilds() throws Exception {
        String operator = TokenFile.add(tokens, "op", "operator");
        TokenFile.add(tokens, "van", TokenFile.AGENT);
        open();
        assertRefused(new DialHello("car", token + "0", BUILD), "not_admitted");
        assertRefused(new DialHello("van", token, BUILD), "not_admitted");
        assertRefused(new DialHello("op", operator, BUILD), "not_admitted");
        assertRefused(new DialHello("car", token, "1.2.4"), "build_mismatch");
        assertThat(connected).isEmpty();
    }

    @Test
    void closesWhatIsNoHelloOrTooLong() throws Exception {
        open();
        for (String line : List.of("GET / HTTP/1.1\r\n\r\n", "x".repeat(DialIn.MAX_LINE_OCTETS + 1))) {
            SSLSocket caller = tls();
            caller.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            assertClosed(caller);
        }
        Socket plain = socket();
        plain.getOutputStream().write("{\"name\":\"car\"}\n".getBytes(StandardCharsets.UTF_8));
        plain.setSoTimeout(WAIT_MILLIS);
        byte[] said = plain.getInputStream().readAllBytes();
        assertThat(new String(said, StandardCharsets.UTF_8)).doesNotContain("noted", "failed");
        assertThat(connected).isEmpty();
    }

    @Test
    void hangsUpOnWhoeverTakesTooLongBeforeTlsAndAfterIt() throws Exception {
        open(new Callers(10, 10), Duration.ofMillis(500));
        Socket silent = socket();
        assertClosed(silent);
        SSLSocket slow = tls();
        slow.getOutputStream().write("{\"name\":".getBytes(StandardCharsets.UTF_8));
        assertClosed(slow);
        SSLSocket dripping = tls();
        await().atMost(WITHIN).pollInterval(Duration.ofMillis(50)).until(() -> hasHungUp(dripping));
        assertThat(connected).isEmpty();
    }

    @Test
    void hasRoomForWhoIsKnownAgainAsSoonAsStrangersHaveLeft() throws Exception {
        open(new Callers(3, 10), WITHIN.multipliedBy(10));
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            strangers.add(socket());
        }
        assertClosed(socket());
        for (Socket stranger : strangers) {
            stranger.close();
        }
        await().atMost(WITHIN).ignoreExceptions().untilAsserted(() -> {
            hello(tls(), new DialHello("car", token, BUILD));
            assertThat(connected).containsKey(new AgentId("car"));
        });
    }

    @Test
    void doesNotOpenWithoutCertificateOrTokens() {
        TlsConfig tls = new TlsConfig(Path.of(certificate.certificatePath()), Path.of(certificate.privateKeyPath()));
        assertFails(new AgentsConfig("127.0.0.1", 0, null, tokens), "insecure_listen", "agents.tls");
        assertFails(new AgentsConfig("127.0.0.1", 0, tls, null), "insecure_listen", "agents.token_file");
        assertFails(new AgentsConfig("127.0.0.1", 0, tls, folder.resolve("none")), "token_file", "none");
        assertFails(new AgentsConfig("192.0.2.1", 0, tls, tokens), "listen_failed", "192.0.2.1");
        TlsConfig wrong = new TlsConfig(tokens, Path.of(certificate.privateKeyPath()));
        assertFails(new AgentsConfig("127.0.0.1", 0, wrong, tokens), "tls_certificate", tokens.toString());
    }

    @Test
    void takesNoNamesForAgentsThatCouldBeginAnAddress() throws IOException {
        Failure made = catchThrowableOfType(
                        FailureException.class, () -> TokenFile.add(tokens, "fe80", TokenFile.AGENT))
                .failure();
        assertThat(made.code()).isEqualTo("token_name");
        Files.writeString(tokens, Files.readString(tokens).replace("agent car", "agent fe80"));
        TlsConfig tls = new TlsConfig(Path.of(certificate.certificatePath()), Path.of(certificate.privateKeyPath()));
        assertFails(new AgentsConfig("127.0.0.1", 0, tls, tokens), "token_file", "fe80");
    }

    @Test
    void boundsThoseWhoSayNothingTogetherAndOfEachHost() {
        Callers bounds = new Callers(3, 2);
        InetAddress one = InetAddress.getLoopbackAddress();
        assertThat(bounds.entered(one)).isTrue();
        assertThat(bounds.entered(one)).isTrue();
        assertThat(bounds.entered(one)).isFalse();
        InetAddress other = Outcome.of(vertx.executeBlocking(() -> InetAddress.getByName("192.0.2.1")));
        assertThat(bounds.entered(other)).isTrue();
        assertThat(bounds.entered(other)).isFalse();
        bounds.left(one);
        assertThat(bounds.entered(other)).isTrue();
    }

    private void open() {
        open(new Callers(10, 10), WITHIN);
    }

    private void open(Callers bounds, Duration patience) {
        TlsConfig tls = new TlsConfig(Path.of(certificate.certificatePath()), Path.of(certificate.privateKeyPath()));
        AgentsConfig config = new AgentsConfig("127.0.0.1", 0, tls, tokens);
        door = Outcome.of(AgentDoor.open(vertx, config, BUILD, expected::add, connected::put, bounds, patience, LOOK));
    }

    private void assertFails(AgentsConfig config, String code, String named) {
        Failure failed = Outcome.failureOf(AgentDoor.open(vertx, config, BUILD, expected::add, connected::put));
        assertThat(failed.code()).isEqualTo(code);
        assertThat(failed.message()).contains(named);
    }

    private void assertRefused(DialHello hello, String code) throws Exception {
        SSLSocket caller = tls();
        FailureException refused = catchThrowableOfType(FailureException.class, () -> hello(caller, hello));
        assertThat(refused.failure().code()).isEqualTo(code);
        assertClosed(caller);
    }

    private static void hello(SSLSocket caller, DialHello hello) throws IOException {
        DialIn.offer(hello, caller.getInputStream(), caller.getOutputStream());
    }

    /** The other end hangs up, in good order or not. */
    private static void assertClosed(Socket socket) throws IOException {
        socket.setSoTimeout(WAIT_MILLIS);
        try {
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (SocketTimeoutException late) {
            throw new AssertionError("still open after " + WAIT_MILLIS + " ms", late);
        } catch (IOException reset) {
            assertThat(reset).isNotNull();
        }
    }

    /** One more octet of a line that has no end. */
    private static boolean hasHungUp(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        callers.add(socket);
        return socket;
    }

    private SSLSocket tls() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        String fingerprint = door.fingerprint();
        context.init(null, new TrustManager[] {new Pin(fingerprint)}, null);
        Socket plain = socket();
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", door.port(), true);
        tls.setSoTimeout(WAIT_MILLIS);
        tls.startHandshake();
        return tls;
    }

    private record Pin(String fingerprint) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            throw new UnsupportedOperationException("a server's alone");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
                assertThat(HexFormat.of().formatHex(digest)).isEqualTo(fingerprint);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
