package ranload.controller.bench.peer;

/** Who can make load. Confined to one thread. */
public sealed interface Contestant permits OwnTool, Iperf3, Iperf2, Limit {
    /** As the table names it. */
    String name();

    /** Whether it can do this in a way of its own; false too when it would be no better than another mode of it. */
    boolean takesPartIn(Load load);

    /**
     * Makes this load once; every process that it needs for that has ended afterwards, or is idle.
     *
     * @throws ranload.session.FailureException when it did not work out
     */
    Outcome run(Load load) throws InterruptedException;
}
