package ranload.agent.dial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A controller's door as far as TLS, with a certificate of its own for localhost. Thread-safe. */
final class TlsServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final SSLServerSocket door;
    private final Certificate certificate;
    private final BlockingQueue<SSLSocket> callers = new LinkedBlockingQueue<>();

    TlsServer(Path folder) throws Exception {
        Path keys = folder.resolve("keys-" + System.nanoTime() + ".p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "30")
                .inheritIO()
                .start();
        if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new IOException("keytool does not make a certificate");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        certificate = store.getCertificate("server");
        door = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
        Thread thread = new Thread(this::accept, "tls-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                callers.add((SSLSocket) door.accept());
            }
        } catch (IOException e) {
            callers.clear(); // the door is closed
        }
    }

    int port() {
        return door.getLocalPort();
    }

    /** The next one that has connected; its TLS begins with the first read. */
    SSLSocket caller() throws InterruptedException {
        SSLSocket caller = callers.poll(WITHIN.toSeconds(), TimeUnit.SECONDS);
        if (caller == null) {
            throw new AssertionError("nobody has dialled within " + WITHIN);
        }
        return caller;
    }

    /** As OpenSSL prints it. */
    String pin() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return "SHA256:" + HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    }

    /** The certificate as a file. */
    Path pem(Path folder) throws Exception {
        String text = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        return Files.writeString(
                folder.resolve("server.pem"), "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
