package ranload.controller.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import ranload.bus.Reply.OpenStream;
import ranload.controller.session.SessionAction.Arm;
import ranload.controller.session.SessionAction.ArmLoadTime;
import ranload.controller.session.SessionAction.CheckData;
import ranload.controller.session.SessionAction.Finish;
import ranload.controller.session.SessionAction.PrepareFar;
import ranload.controller.session.SessionAction.PrepareNear;
import ranload.controller.session.SessionAction.ReachAgents;
import ranload.controller.session.SessionAction.StartBoth;
import ranload.controller.session.SessionAction.StopSides;
import ranload.controller.session.SessionAction.StoreEnds;
import ranload.controller.session.SessionAction.StoreState;
import ranload.controller.session.SessionEvent.Deadline;
import ranload.sample.StreamResult;
import ranload.session.Failure;
import ranload.session.SessionPlan;
import ranload.session.SessionState;
import ranload.session.Side;

/**
 * Where one session stands: a pure state machine. Every phase is bounded by a deadline that it arms on entry, so a
 * session always reaches an end. Immutable.
 *
 * @param awaited results that have not arrived
 * @param farStreams what the far side has opened, empty before that
 * @param lost sides whose agent is gone
 * @param outage true once the path was lost for a while
 * @param ending how an ending or ended session ends; null before that is decided
 */
record SessionRun(
        SessionPlan plan,
        Timing timing,
        Stage stage,
        Set<ResultKey> awaited,
        List<OpenStream> farStreams,
        Set<Side> lost,
        boolean outage,
        Ending ending) {

    /** Finer than the published state: what exactly is being waited for. */
    enum Stage {
        PENDING(SessionState.PENDING, "the start"),
        REACHING(SessionState.PREPARING, "both agents to start"),
        PREPARING_FAR(SessionState.PREPARING, "the far side to listen"),
        PREPARING_NEAR(SessionState.PREPARING, "the near side to reach the far side"),
        STARTING(SessionState.PREPARING, "both sides to start"),
        RUNNING(SessionState.RUNNING, "the load"),
        DRAINING(SessionState.DRAINING, "the last results and rows"),
        ENDING(SessionState.DRAINING, "the last results"),
        ENDED(null, "nothing");

        private final SessionState published;
        private final String waitsFor;

        Stage(SessionState published, String waitsFor) {
            this.published = published;
            this.waitsFor = waitsFor;
        }

        private boolean before(Stage other) {
            return compareTo(other) < 0;
        }
    }

    /** What an event leads to. */
    record Step(SessionRun next, List<SessionAction> actions) {
        Step {
            actions = List.copyOf(actions);
        }

        /** The same, with other actions done before. */
        Step after(SessionAction... first) {
            List<SessionAction> all = new ArrayList<>(List.of(first));
            all.addAll(actions);
            return new Step(next, all);
        }
    }

    SessionRun {
        awaited = Set.copyOf(awaited);
        farStreams = List.copyOf(farStreams);
        lost = Set.copyOf(lost);
    }

    static SessionRun of(SessionPlan plan, Timing timing) {
        return new SessionRun(plan, timing, Stage.PENDING, ResultKey.allOf(plan), List.of(), Set.of(), false, null);
    }

    /** The state as published and stored. */
    SessionState state() {
        return stage == Stage.ENDED ? ending.state() : stage.published;
    }

    /** True while an agent may hold sockets or send load for this session, so that its grants are renewed. */
    boolean holdsGrants() {
        return !stage.before(Stage.PREPARING_FAR) && stage.before(Stage.ENDING);
    }

    /** True until the time that load should take is over, or the session ends before. */
    boolean isLoading() {
        return stage.before(Stage.DRAINING);
    }

    /**
     * True when the session goes on while an agent's link is made anew. Before load flows there is nothing to be saved, and
     * what was asked of the agent is lost with the link.
     */
    boolean outlivesLinks() {
        return !stage.before(Stage.RUNNING);
    }

    /** The next state of affairs, and what is to be done. An event that does not matter now changes nothing. */
    Step on(SessionEvent event, Instant now) {
        if (stage == Stage.ENDED) {
            return stay();
        }
        if (event instanceof SessionEvent.StepFailed failed) {
            return stage == Stage.ENDING ? stay() : abort(Ending.failed(failed.cause()), now);
        }
        if (event instanceof SessionEvent.StopRequested) {
            return onStop(now);
        }
        if (event instanceof SessionEvent.AgentLost gone) {
            return onLost(gone, now);
        }
        if (event instanceof SessionEvent.LinkBroken broken) {
            return outlivesLinks() ? stay() : onLost(new SessionEvent.AgentLost(broken.side(), broken.cause()), now);
        }
        if (event instanceof SessionEvent.DeadlinePassed passed) {
            return onDeadline(passed.deadline(), now);
        }
        if (event instanceof SessionEvent.StreamEnded ended) {
            return stage.before(Stage.STARTING) ? stay() : onResult(ended.result(), now);
        }
        if (event instanceof SessionEvent.OutageSeen) {
            return to(with(awaited, lost, true));
        }
        if (event instanceof SessionEvent.RowsStored) {
            return stage == Stage.DRAINING && awaited.isEmpty() ? to(this, new CheckData()) : stay();
        }
        if (event instanceof SessionEvent.DataChecked checked) {
            boolean whole = stage == Stage.DRAINING && awaited.isEmpty() && checked.complete();
            return whole ? finish(Ending.complete(outage), now) : stay();
        }
        return onProgress(event, now);
    }

    private Step onProgress(SessionEvent event, Instant now) {
        if (event instanceof SessionEvent.Begun && stage == Stage.PENDING) {
            return to(
                    at(Stage.REACHING),
                    new Arm(Deadline.REACH, timing.reach()),
                    new StoreState(SessionState.PREPARING, null, now),
                    new ReachAgents());
        }
        if (event instanceof SessionEvent.AgentsReached && stage == Stage.REACHING) {
            return to(at(Stage.PREPARING_FAR), new Arm(Deadline.PREPARE, timing.prepare()), new PrepareFar());
        }
        if (event instanceof SessionEvent.FarPrepared far && stage == Stage.PREPARING_FAR) {
            SessionRun next =
                    new SessionRun(plan, timing, Stage.PREPARING_NEAR, awaited, far.streams(), lost, outage, ending);
            return to(next, new PrepareNear(far.streams()));
        }
        if (event instanceof SessionEvent.NearPrepared near && stage == Stage.PREPARING_NEAR) {
            StoreEnds ends = new StoreEnds(near.streams().get(0), farStreams.get(0));
            return to(at(Stage.STARTING), ends, new StartBoth());
        }
        if (event instanceof SessionEvent.Started && stage == Stage.STARTING) {
            return onStarted(now);
        }
        if (event instanceof SessionEvent.LoadTimeOver && stage == Stage.RUNNING) {
            return to(at(Stage.DRAINING), new StoreState(SessionState.DRAINING, null, now));
        }
        return stay();
    }

    private Step onStarted(Instant now) {
        Duration load = timing.startDelay().plusSeconds(plan.loadSeconds());
        Step running = to(
                at(Stage.RUNNING),
                new StoreState(SessionState.RUNNING, null, now),
                new ArmLoadTime(load),
                new Arm(Deadline.DRAIN, load.plus(timing.drain())));
        if (awaited.isEmpty()) { // every result has overtaken the answer to the start command
            List<SessionAction> actions = new ArrayList<>(running.actions());
            actions.add(new StoreState(SessionState.DRAINING, null, now));
            actions.add(new CheckData());
            return new Step(at(Stage.DRAINING), actions);
        }
        return running;
    }

    private Step onResult(StreamResult result, Instant now) {
        Set<ResultKey> rest = new HashSet<>(awaited);
        rest.remove(ResultKey.of(result));
        boolean hadOutage = result.outageNanos() > 0 || !result.outages().isEmpty();
        SessionRun heard = with(rest, lost, outage || hadOutage);
        if (stage == Stage.ENDING) {
            return heard.endWhenHeard(now);
        }
        if (result.cause() != null) {
            Failure cause = result.cause();
            return heard.abort(
                    Ending.symptom(
                            new Failure(cause.code(), ResultKey.of(result) + ": " + cause.message(), cause.field())),
                    now);
        }
        if (stage == Stage.STARTING) {
            return to(heard);
        }
        Step draining = rest.isEmpty() ? to(heard.at(Stage.DRAINING), new CheckData()) : to(heard.at(Stage.DRAINING));
        return stage == Stage.RUNNING ? draining.after(new StoreState(SessionState.DRAINING, null, now)) : draining;
    }

    private Step onStop(Instant now) {
        boolean tooLate = stage == Stage.ENDING || (stage == Stage.DRAINING && awaited.isEmpty());
        return tooLate ? stay() : abort(Ending.STOPPED, now);
    }

    private Step onLost(SessionEvent.AgentLost gone, Instant now) {
        if (stage.before(Stage.PREPARING_FAR)) {
            return stay(); // nothing is asked of it yet; reaching it starts it again
        }
        Set<Side> sides = EnumSet.of(gone.side());
        sides.addAll(lost);
        SessionRun next = with(awaited, sides, outage);
        if (stage == Stage.ENDING) {
            return next.endingAs(ending.explainedBy(gone.cause())).endWhenHeard(now);
        }
        if (stage == Stage.DRAINING) {
            return to(next); // what it had to say is in its spool, which the next process at that end brings
        }
        return next.abort(Ending.failed(gone.cause()), now);
    }

    private Step onDeadline(Deadline deadline, Instant now) {
        if (deadline == Deadline.REACH && stage.before(Stage.PREPARING_FAR)) {
            return tooLong(timing.reach(), now);
        }
        if (deadline == Deadline.PREPARE && stage.before(Stage.RUNNING)) {
            return tooLong(timing.prepare(), now);
        }
        if (deadline == Deadline.DRAIN && (stage == Stage.RUNNING || stage == Stage.DRAINING)) {
            Failure missing = missing();
            return finish(Ending.failed(missing), now).after(new StopSides(EnumSet.allOf(Side.class), missing));
        }
        return deadline == Deadline.END && stage == Stage.ENDING ? finish(ending, now) : stay();
    }

    private Step tooLong(Duration waited, Instant now) {
        String text = "waited " + waited.toSeconds() + " s, at last for " + stage.waitsFor;
        return abort(Ending.failed(Failure.of("prepare_timeout", text)), now);
    }

    private Failure missing() {
        String when = "in the time for it after the load's end";
        if (awaited.isEmpty()) {
            return Failure.of("rows_missing", "every result is here, but not every row, " + when);
        }
        String who = awaited.stream().map(ResultKey::toString).sorted().limit(4).collect(Collectors.joining(", "));
        String more = awaited.size() > 4 ? " and " + (awaited.size() - 4) + " more" : "";
        return Failure.of(lost.isEmpty() ? "agent_silent" : "agent_lost", "no result " + when + " from " + who + more);
    }

    /** Ends early: stops both sides at once and, where load may have flowed, waits for what they have to say. */
    private Step abort(Ending how, Instant now) {
        if (stage.before(Stage.PREPARING_FAR)) {
            return finish(how, now);
        }
        Set<Side> alive = EnumSet.allOf(Side.class);
        alive.removeAll(lost);
        StopSides stop = new StopSides(alive, how.told());
        if (stage.before(Stage.STARTING)) {
            return finish(how, now).after(stop);
        }
        Arm bound = new Arm(Deadline.END, timing.end());
        Step rest = endingAs(how).at(Stage.ENDING).endWhenHeard(now);
        return stage == Stage.DRAINING
                ? rest.after(stop, bound)
                : rest.after(stop, new StoreState(SessionState.DRAINING, null, now), bound);
    }

    private Step endWhenHeard(Instant now) {
        boolean heard = awaited.stream().allMatch(key -> lost.contains(key.side()));
        return heard ? finish(ending, now) : to(this);
    }

    private Step finish(Ending how, Instant now) {
        return to(endingAs(how).at(Stage.ENDED), new StoreState(how.state(), how.cause(), now), new Finish());
    }

    private SessionRun at(Stage next) {
        return new SessionRun(plan, timing, next, awaited, farStreams, lost, outage, ending);
    }

    private SessionRun endingAs(Ending how) {
        return new SessionRun(plan, timing, stage, awaited, farStreams, lost, outage, how);
    }

    private SessionRun with(Set<ResultKey> stillAwaited, Set<Side> sidesLost, boolean hadOutage) {
        return new SessionRun(plan, timing, stage, stillAwaited, farStreams, sidesLost, hadOutage, ending);
    }

    private Step stay() {
        return to(this);
    }

    private static Step to(SessionRun next, SessionAction... actions) {
        return new Step(next, List.of(actions));
    }
}
