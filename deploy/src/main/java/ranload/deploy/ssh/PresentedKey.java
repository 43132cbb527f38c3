package ranload.deploy.ssh;

/**
 * A host key that a server has shown, whether it is to be believed or not.
 *
 * @param kind as known_hosts names it, such as {@code ssh-ed25519}
 * @param fingerprint as {@code ssh-keygen -l} prints it
 */
record PresentedKey(String kind, String fingerprint) {}
