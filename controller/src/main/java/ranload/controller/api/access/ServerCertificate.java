package ranload.controller.api.access;

import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import ranload.controller.config.HttpConfig.TlsConfig;
import ranload.file.Ownership;
import ranload.session.Failure;

/** What a server shows of itself by TLS. */
public final class ServerCertificate {
    private ServerCertificate() {}

    /**
     * Certificate and key as configured. Blocks for as long as the file system takes to tell whose the key is.
     *
     * @param keyField the key's place in the configuration
     * @throws ranload.session.FailureException {@code tls_key} when everybody on this host may use the key or it cannot be
     *     read
     */
    public static PemKeyCertOptions of(TlsConfig tls, String keyField) {
        try {
            if (Ownership.isOpenToAll(tls.key())) {
                throw new Failure(
                                "tls_key",
                                "everybody on this host may use the key " + tls.key() + "; run: chmod o= " + tls.key(),
                                keyField)
                        .asException();
            }
        } catch (IOException e) {
            throw new Failure("tls_key", "cannot read the key " + tls.key() + ": " + e, keyField).asException();
        }
        return new PemKeyCertOptions()
                .setCertPath(tls.certificate().toString())
                .setKeyPath(tls.key().toString());
    }
}
