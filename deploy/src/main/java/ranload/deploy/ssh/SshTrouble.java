package ranload.deploy.ssh;

import ranload.session.Failure;

/**
 * Why the way to a server ends here. What was found and what to do about it stay apart, so that one sentence or a
 * doctor's step can be made of them. An answer rather than a bug: it has no stack trace.
 */
final class SshTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String cure;

    SshTrouble(String code, String finding, String cure) {
        super(finding, null, false, false);
        this.code = code;
        this.cure = cure;
    }

    String code() {
        return code;
    }

    String finding() {
        return getMessage();
    }

    String cure() {
        return cure;
    }

    Failure toFailure() {
        return Failure.of(code, cure.isEmpty() ? finding() : finding() + ": " + cure);
    }
}
