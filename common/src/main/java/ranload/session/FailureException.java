package ranload.session;

/** Carries a {@link Failure} where Java wants a throwable. Has no stack trace: the failure is an answer, not a bug. */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
