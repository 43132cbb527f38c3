package ranload.agent.dial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import ranload.session.Failure;

/** How an agent knows that the controller it dials is the right one; there is no way to do without. Immutable. */
public sealed interface Trust {
    /**
     * By the fingerprint of its certificate alone, whatever that says of names and times.
     *
     * @param sha256 of the certificate's DER form, 64 hexadecimal digits in lower case
     */
    record Pinned(String sha256) implements Trust {}

    /** By a certificate authority, or by the certificate itself, and by the host's name in it. */
    record Authority(Path file) implements Trust {}

    /**
     * {@code SHA256:} with 64 hexadecimal digits, which may have colons between them as OpenSSL prints them; anything else
     * is a PEM file.
     *
     * @throws ranload.session.FailureException {@code bad_arguments}
     */
    static Trust parse(String text) {
        if (!text.startsWith("SHA256:")) {
            return new Authority(Path.of(text));
        }
        String digits = text.substring("SHA256:".length()).replace(":", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw Failure.of(
                            "bad_arguments",
                            "--trust: SHA256: goes before 64 hexadecimal digits, as the controller prints them when it"
                                    + " starts; or name a PEM file")
                    .asException();
        }
        return new Pinned(digits);
    }

    /**
     * What makes TLS connections to this controller and to no other. Reads the file anew.
     *
     * @throws ranload.session.FailureException {@code trust_file} that names it
     */
    default SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw Failure.of("trust_file", "--trust: " + this + " cannot be used: " + e)
                    .asException();
        }
    }

    /** Has the name in the certificate checked where it matters. */
    default void harden(SSLSocket socket) {
        if (this instanceof Authority) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818, section 3.1
            socket.setSSLParameters(parameters);
        }
    }

    private TrustManager[] managers() throws IOException, GeneralSecurityException {
        return this instanceof Pinned pinned
                ? new TrustManager[] {new PinCheck(pinned.sha256())}
                : anchoredIn(((Authority) this).file());
    }

    private static TrustManager[] anchoredIn(Path file) throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new CertificateException("it holds no certificate");
            }
            for (Certificate each : found) {
                anchors.setCertificateEntry("anchor-" + anchors.size(), each);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        return factory.getTrustManagers();
    }

    /** Takes the one certificate whose fingerprint is known. */
    final class PinCheck implements X509TrustManager {
        private final String sha256;

        private PinCheck(String sha256) {
            this.sha256 = sha256;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String keyExchange) throws CertificateException {
            String shown = fingerprint(chain[0]);
            if (!shown.equals(sha256)) {
                throw new CertificateException("the certificate there is SHA256:" + shown + ", not the trusted one");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String keyExchange) throws CertificateException {
            throw new CertificateException("nobody dials an agent");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        private static String fingerprint(X509Certificate certificate) throws CertificateException {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
            } catch (GeneralSecurityException e) {
                throw new CertificateException(e);
            }
        }
    }
}
