package ranload.controller.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ranload.bus.Reply.OpenStream;
import ranload.controller.session.SessionEvent.AgentLost;
import ranload.controller.session.SessionEvent.AgentsReached;
import ranload.controller.session.SessionEvent.Begun;
import ranload.controller.session.SessionEvent.DataChecked;
import ranload.controller.session.SessionEvent.Deadline;
import ranload.controller.session.SessionEvent.DeadlinePassed;
import ranload.controller.session.SessionEvent.FarPrepared;
import ranload.controller.session.SessionEvent.LinkBroken;
import ranload.controller.session.SessionEvent.LoadTimeOver;
import ranload.controller.session.SessionEvent.NearPrepared;
import ranload.controller.session.SessionEvent.OutageSeen;
import ranload.controller.session.SessionEvent.RowsStored;
import ranload.controller.session.SessionEvent.Started;
import ranload.controller.session.SessionEvent.StepFailed;
import ranload.controller.session.SessionEvent.StopRequested;
import ranload.controller.session.SessionEvent.StreamEnded;
import ranload.controller.session.SessionRun.Stage;
import ranload.controller.session.SessionRun.Step;
import ranload.sample.StreamResult;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.Role;
import ranload.session.SessionPlan;
import ranload.session.SessionState;
import ranload.session.Side;

class SessionRunTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Failure WHY = Failure.of("port_in_use", "port 5001 is taken");
    private static final Failure LOST = Failure.of("agent_lost", "link closed");
    private static final SessionPlan PLAN = Plans.plan(DirectionChoice.UPSTREAM, 1);
    private static final List<OpenStream> FAR = List.of(new OpenStream(0, "203.0.113.1", 6001, 0));
    private static final List<OpenStream> NEAR = List.of(new OpenStream(0, "192.0.2.1", 5001, 900));
    private static final ResultKey SENDER = new ResultKey(0, Direction.UPSTREAM, Role.SENDER);
    private static final ResultKey RECEIVER = new ResultKey(0, Direction.UPSTREAM, Role.RECEIVER);

    /** Every event, in the order of the table's columns; the first result is the sender's, so the receiver's is open. */
    private static final Map<String, SessionEvent> EVENTS = new LinkedHashMap<>();

    static {
        EVENTS.put("Begun", new Begun());
        EVENTS.put("Reached", new AgentsReached());
        EVENTS.put("FarPrep", new FarPrepared(FAR));
        EVENTS.put("NearPrep", new NearPrepared(NEAR));
        EVENTS.put("Started", new Started());
        EVENTS.put("LoadOver", new LoadTimeOver());
        EVENTS.put("Outage", new OutageSeen());
        EVENTS.put("Result", new StreamEnded(result(SENDER, null)));
        EVENTS.put("BadResult", new StreamEnded(result(SENDER, WHY)));
        EVENTS.put("Rows", new RowsStored());
        EVENTS.put("Whole", new DataChecked(true));
        EVENTS.put("Partial", new DataChecked(false));
        EVENTS.put("StepFailed", new StepFailed(WHY));
        EVENTS.put("NearLost", new AgentLost(Side.NEAR, LOST));
        EVENTS.put("FarLost", new AgentLost(Side.FAR, LOST));
        EVENTS.put("FarBroken", new LinkBroken(Side.FAR, LOST));
        EVENTS.put("Stop", new StopRequested());
        EVENTS.put("ReachLate", new DeadlinePassed(Deadline.REACH));
        EVENTS.put("PrepareLate", new DeadlinePassed(Deadline.PREPARE));
        EVENTS.put("DrainLate", new DeadlinePassed(Deadline.DRAIN));
        EVENTS.put("EndLate", new DeadlinePassed(Deadline.END));
    }

    /**
     * What each event leads to in each situation: the next stage, and for an end its state; "." where nothing happens.
     * Situations: "drained" is DRAINING with every result there; "ending" is ENDING as failed by a result's cause.
     */
    private static final String TABLE = """
            situation     | Begun    | Reached       | FarPrep        | NearPrep | Started | LoadOver | Outage  | Result   | BadResult | Rows    | Whole          | Partial | StepFailed   | NearLost     | FarLost      | FarBroken    | Stop          | ReachLate    | PrepareLate  | DrainLate    | EndLate
            pending       | REACHING | .             | .              | .        | .       | .        | .       | .        | .         | .       | .              | .       | ENDED failed | .            | .            | .            | ENDED stopped | ENDED failed | ENDED failed | .            | .
            reaching      | .        | PREPARING_FAR | .              | .        | .       | .        | .       | .        | .         | .       | .              | .       | ENDED failed | .            | .            | .            | ENDED stopped | ENDED failed | ENDED failed | .            | .
            preparingFar  | .        | .             | PREPARING_NEAR | .        | .       | .        | .       | .        | .         | .       | .              | .       | ENDED failed | ENDED failed | ENDED failed | ENDED failed | ENDED stopped | .            | ENDED failed | .            | .
            preparingNear | .        | .             | .              | STARTING | .       | .        | .       | .        | .         | .       | .              | .       | ENDED failed | ENDED failed | ENDED failed | ENDED failed | ENDED stopped | .            | ENDED failed | .            | .
            starting      | .        | .             | .              | .        | RUNNING | .        | .       | .        | ENDING    | .       | .              | .       | ENDING       | ENDING       | ENDING       | ENDING       | ENDING        | .            | ENDING       | .            | .
            running       | .        | .             | .              | .        | .       | DRAINING | .       | DRAINING | ENDING    | .       | .              | .       | ENDING       | ENDING       | ENDING       | .            | ENDING        | .            | .            | ENDED failed | .
            draining      | .        | .             | .              | .        | .       | .        | .       | .        | ENDING    | .       | .              | .       | ENDING       | .            | .            | .            | ENDING        | .            | .            | ENDED failed | .
            drained       | .        | .             | .              | .        | .       | .        | .       | check    | ENDED failed | check | ENDED complete | .       | ENDED failed | .            | .            | .            | .             | .            | .            | ENDED failed | .
            ending        | .        | .             | .              | .        | .       | .        | .       | .        | .         | .       | .              | .       | .            | .            | ENDED failed | .            | .             | .            | .            | .            | ENDED failed
            ended         | .        | .             | .              | .        | .       | .        | .       | .        | .         | .       | .              | .       | .            | .            | .            | .            | .             | .            | .            | .            | .
            """;

    @Test
    void movesAsTheTableSaysForEverySituationAndEvent() {
        List<List<String>> table = TABLE.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::trim).toList())
                .toList();
        assertThat(table.get(0).subList(1, table.get(0).size())).containsExactlyElementsOf(EVENTS.keySet());
        List<String> wrong = new ArrayList<>();
        for (List<String> line : table.subList(1, table.size())) {
            SessionRun before = situation(line.get(0));
            int column = 1;
            for (Map.Entry<String, SessionEvent> event : EVENTS.entrySet()) {
                String expected = line.get(column++);
                String actual = outcome(before, before.on(event.getValue(), NOW));
                if (!actual.equals(expected)) {
                    wrong.add(line.get(0) + " + " + event.getKey() + ": expected " + expected + ", got " + actual);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void tableKnowsEveryKindOfEventAndEveryStage() {
        assertThat(EVENTS.values().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(java.util.Set.of(SessionEvent.class.getPermittedSubclasses()));
        assertThat(List.of(
                        "pending",
                        "reaching",
                        "preparingFar",
                        "preparingNear",
                        "starting",
                        "running",
                        "draining",
                        "ending",
                        "ended"))
                .extracting(name -> situation(name).stage())
                .containsExactly(Stage.values());
    }

    @Test
    void asksTheFarSideToListenBeforeTheNearSideReachesOut() {
        SessionRun reaching = situation("reaching");
        Step far = reaching.on(new AgentsReached(), NOW);
        assertThat(far.actions())
                .containsExactly(
                        new SessionAction.Arm(Deadline.PREPARE, Timing.DEFAULT.prepare()),
                        new SessionAction.PrepareFar());
        Step near = far.next().on(new FarPrepared(FAR), NOW);
        assertThat(near.actions()).containsExactly(new SessionAction.PrepareNear(FAR));
        Step start = near.next().on(new NearPrepared(NEAR), NOW);
        assertThat(start.actions())
                .containsExactly(new SessionAction.StoreEnds(NEAR.get(0), FAR.get(0)), new SessionAction.StartBoth());
    }

    @Test
    void boundsTheLoadByItsDurationAndTheTimeToDrain() {
        Step started = situation("starting").on(new Started(), NOW);
        Duration load = Duration.ofSeconds(PLAN.loadSeconds()).plus(Timing.DEFAULT.startDelay());
        assertThat(started.actions())
                .containsExactly(
                        new SessionAction.StoreState(SessionState.RUNNING, null, NOW),
                        new SessionAction.ArmLoadTime(load),
                        new SessionAction.Arm(Deadline.DRAIN, load.plus(Timing.DEFAULT.drain())));
    }

    @Test
    void stopsBothSidesAtOnceAndWaitsForTheirResultsWhenSomebodyAsks() {
        Step stopping = situation("running").on(new StopRequested(), NOW);
        assertThat(stopping.actions().get(0)).isInstanceOfSatisfying(SessionAction.StopSides.class, stop -> {
            assertThat(stop.sides()).containsExactlyInAnyOrder(Side.NEAR, Side.FAR);
            assertThat(stop.cause().code()).isEqualTo("stopped");
        });
        assertThat(stopping.actions()).contains(new SessionAction.Arm(Deadline.END, Timing.DEFAULT.end()));
        Failure told = Failure.of("stopped", "asked");
        SessionRun one =
                stopping.next().on(new StreamEnded(result(SENDER, told)), NOW).next();
        assertThat(one.stage()).isEqualTo(Stage.ENDING);
        Step both = one.on(new StreamEnded(result(RECEIVER, told)), NOW);
        assertThat(both.actions())
                .containsExactly(
                        new SessionAction.StoreState(SessionState.STOPPED, null, NOW), new SessionAction.Finish());
    }

    @Test
    void stopsTheOtherSideWhenAnAgentIsLostAndWaitsForThatSideOnly() {
        Step lost = situation("running").on(new AgentLost(Side.NEAR, LOST), NOW);
        assertThat(lost.actions()).contains(new SessionAction.StopSides(EnumSet.of(Side.FAR), LOST));
        Step ended = lost.next().on(new StreamEnded(result(RECEIVER, LOST)), NOW);
        assertThat(ended.actions()).contains(new SessionAction.StoreState(SessionState.FAILED, LOST, NOW));
    }

    @Test
    void namesTheLossOfAnAgentRatherThanWhatItsPeerMadeOfIt() {
        SessionRun ending = situation("running")
                .on(new StreamEnded(result(SENDER, Failure.of("peer_gone", "port unreachable"))), NOW)
                .next();
        Step ended = ending.on(new AgentLost(Side.FAR, LOST), NOW);
        assertThat(ended.next().ending().cause()).isEqualTo(LOST);
        assertThat(ended.next().state()).isEqualTo(SessionState.FAILED);
    }

    @Test
    void keepsToStoppedWhenAnAgentIsLostWhileItStops() {
        SessionRun ending = situation("running").on(new StopRequested(), NOW).next();
        SessionRun both = ending.on(new AgentLost(Side.FAR, LOST), NOW)
                .next()
                .on(new AgentLost(Side.NEAR, LOST), NOW)
                .next();
        assertThat(both.state()).isEqualTo(SessionState.STOPPED);
    }

    @Test
    void saysWhichEndFailedAndKeepsTheCode() {
        SessionRun ending = situation("running")
                .on(new StreamEnded(result(SENDER, WHY)), NOW)
                .next();
        assertThat(ending.ending().cause())
                .isEqualTo(Failure.of("port_in_use", "near sender of u stream 0: port 5001 is taken"));
    }

    @Test
    void isCompleteWithOutageWhenAResultOrAnAgentSaysSo() {
        assertThat(situation("drained")
                        .on(new OutageSeen(), NOW)
                        .next()
                        .on(new DataChecked(true), NOW)
                        .next()
                        .state())
                .isEqualTo(SessionState.COMPLETE_WITH_OUTAGE);
        StreamResult silent = new StreamResult(
                PLAN.id(),
                Direction.UPSTREAM,
                0,
                Role.RECEIVER,
                3,
                1,
                1,
                0,
                0,
                NOW,
                NOW,
                2_000_000_000L,
                "epoll",
                null,
                null);
        SessionRun drained =
                situation("draining").on(new StreamEnded(silent), NOW).next();
        assertThat(drained.on(new DataChecked(true), NOW).next().state()).isEqualTo(SessionState.COMPLETE_WITH_OUTAGE);
    }

    @Test
    void completesWhenEveryResultOvertakesTheAnswerToTheStart() {
        SessionRun heard = situation("starting")
                .on(new StreamEnded(result(SENDER, null)), NOW)
                .next()
                .on(new StreamEnded(result(RECEIVER, null)), NOW)
                .next();
        Step started = heard.on(new Started(), NOW);
        assertThat(started.next().stage()).isEqualTo(Stage.DRAINING);
        assertThat(started.actions()).contains(new SessionAction.CheckData());
    }

    @Test
    void namesWhatIsMissingWhenTheTimeToDrainIsOver() {
        DeadlinePassed late = new DeadlinePassed(Deadline.DRAIN);
        assertThat(situation("drained").on(late, NOW).next().ending().cause().code())
                .isEqualTo("rows_missing");
        Failure silent = situation("draining").on(late, NOW).next().ending().cause();
        assertThat(silent.code()).isEqualTo("agent_silent");
        assertThat(silent.message()).contains("far receiver of u stream 0").doesNotContain("near sender");
        SessionRun lost =
                situation("draining").on(new AgentLost(Side.FAR, LOST), NOW).next();
        assertThat(lost.on(late, NOW).next().ending().cause().code()).isEqualTo("agent_lost");
    }

    @Test
    void completesAlthoughAnAgentWasLostWhileDrainingWhenItsSpoolBringsTheRest() {
        SessionRun lost =
                situation("draining").on(new AgentLost(Side.FAR, LOST), NOW).next();
        SessionRun drained =
                lost.on(new StreamEnded(result(RECEIVER, null)), NOW).next();
        assertThat(drained.on(new DataChecked(true), NOW).next().state()).isEqualTo(SessionState.COMPLETE);
    }

    @ParameterizedTest
    @EnumSource(DirectionChoice.class)
    void awaitsOneResultPerStreamDirectionAndEnd(DirectionChoice direction) {
        SessionRun run = SessionRun.of(Plans.plan(direction, 3), Timing.DEFAULT);
        assertThat(run.awaited()).hasSize(3 * 2 * direction.directions().size());
    }

    private static SessionRun situation(String name) {
        SessionRun run = SessionRun.of(PLAN, Timing.DEFAULT);
        List<SessionEvent> way =
                List.of(new Begun(), new AgentsReached(), new FarPrepared(FAR), new NearPrepared(NEAR), new Started());
        StreamEnded sender = new StreamEnded(result(SENDER, null));
        StreamEnded receiver = new StreamEnded(result(RECEIVER, null));
        return switch (name) {
            case "pending" -> run;
            case "reaching" -> after(run, way.subList(0, 1));
            case "preparingFar" -> after(run, way.subList(0, 2));
            case "preparingNear" -> after(run, way.subList(0, 3));
            case "starting" -> after(run, way.subList(0, 4));
            case "running" -> after(run, way);
            case "draining" -> after(after(run, way), List.of(sender));
            case "drained" -> after(after(run, way), List.of(sender, receiver));
            case "ending" -> after(after(run, way), List.of(new StreamEnded(result(SENDER, WHY))));
            case "ended" -> after(after(run, way), List.of(sender, receiver, new DataChecked(true)));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static SessionRun after(SessionRun run, List<SessionEvent> events) {
        SessionRun next = run;
        for (SessionEvent event : events) {
            next = next.on(event, NOW).next();
        }
        return next;
    }

    private static String outcome(SessionRun before, Step step) {
        SessionRun next = step.next();
        if (next.stage() == Stage.ENDED && before.stage() != Stage.ENDED) {
            SessionAction.StoreState end =
                    new SessionAction.StoreState(next.state(), next.ending().cause(), NOW);
            assertThat(step.actions()).contains(end).endsWith(new SessionAction.Finish());
            return "ENDED " + next.state().code();
        }
        if (next.stage() != before.stage()) {
            return next.stage().name();
        }
        return step.actions().contains(new SessionAction.CheckData()) ? "check" : ".";
    }

    private static StreamResult result(ResultKey key, Failure cause) {
        return new StreamResult(
                PLAN.id(),
                key.direction(),
                key.stream(),
                key.role(),
                3,
                300,
                3,
                0,
                0,
                NOW,
                NOW,
                0,
                "epoll",
                null,
                cause);
    }
}
