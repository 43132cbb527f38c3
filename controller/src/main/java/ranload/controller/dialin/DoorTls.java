package ranload.controller.dialin;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509KeyManager;
import ranload.controller.api.access.ServerCertificate;
import ranload.controller.config.HttpConfig.TlsConfig;
import ranload.session.Failure;
import ranload.session.FailureException;

/**
 * TLS of the door.
 *
 * @param fingerprint SHA-256 of the certificate, in hexadecimal
 */
record DoorTls(SSLContext context, String fingerprint) {
    /**
     * With this certificate. Blocks.
     *
     * @throws FailureException {@code tls_key} or {@code tls_certificate}
     */
    static DoorTls of(Vertx vertx, TlsConfig tls) {
        try {
            KeyManagerFactory keys = ServerCertificate.of(tls, "agents.tls.key").getKeyManagerFactory(vertx);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new DoorTls(context, fingerprint(keys));
        } catch (FailureException e) {
            throw e;
        } catch (Exception e) { // whatever is wrong with a file of somebody else's making
            throw new Failure(
                            "tls_certificate",
                            "the certificate " + tls.certificate() + " with its key " + tls.key() + " cannot be used: "
                                    + e.getMessage(),
                            "agents.tls")
                    .asException();
        }
    }

    /** The server's side of TLS over this connection; closing it closes that too. */
    SSLSocket over(Socket plain) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true);
        tls.setUseClientMode(false);
        return tls;
    }

    private static String fingerprint(KeyManagerFactory keys) throws Exception {
        for (KeyManager each : keys.getKeyManagers()) {
            if (each instanceof X509KeyManager manager) {
                for (String kind : new String[] {"RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA"}) {
                    String[] aliases = manager.getServerAliases(kind, null);
                    if (aliases != null && aliases.length > 0) {
                        X509Certificate own = manager.getCertificateChain(aliases[0])[0];
                        return HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(own.getEncoded()));
                    }
                }
            }
        }
        throw new IOException("there is no key of a kind that TLS can use");
    }
}
