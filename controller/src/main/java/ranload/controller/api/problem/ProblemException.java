package ranload.controller.api.problem;

/** Carries a {@link Problem} where Java wants a throwable. Has no stack trace: the problem is an answer, not a bug. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
