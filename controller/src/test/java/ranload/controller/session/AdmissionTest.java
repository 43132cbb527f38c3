package ranload.controller.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import ranload.bus.BusJson;
import ranload.controller.config.LimitsConfig;
import ranload.controller.config.Quota;
import ranload.session.AgentId;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.session.RateProfile;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;

/** Requests of 10 Mbit/s, which are 1,250,000 octets a second and direction. */
class AdmissionTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final long SECOND_OCTETS = 1_250_000;
    private static final Quota FREE = Quota.UNLIMITED;

    private long lastId = 1_700_000_000_000L;

    @Test
    void countsSessionsOfOneEnvironmentApartFromOthers() {
        Quota two = new Quota(Long.MAX_VALUE, Integer.MAX_VALUE, 2, Long.MAX_VALUE);
        Admission admission = new Admission(limits(FREE, FREE, FREE, Map.of("lab", two)));
        SessionPlan first = plan(DirectionChoice.UPSTREAM, "lab", 3, NOON);
        admission.admit(first, NOON);
        admission.admit(plan(DirectionChoice.UPSTREAM, "lab", 3, NOON), NOON);
        admission.admit(plan(DirectionChoice.UPSTREAM, "office", 3, NOON), NOON);

        Failure refused = refusal(admission, plan(DirectionChoice.UPSTREAM, "lab", 3, NOON), NOON);

        assertThat(refused.code()).isEqualTo("limit_exceeded");
        assertThat(refused.field()).isNull();
        assertThat(refused.message())
                .contains("environment lab: already 2 sessions of at most 2", "servers.lab.limits.max_sessions");
        admission.release(first.id());
        admission.admit(plan(DirectionChoice.UPSTREAM, "lab", 3, NOON), NOON);
    }

    @Test
    void addsUpTheRatesOfEachDirectionByItself() {
        Quota quota = new Quota(25, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
        Admission admission = new Admission(limits(quota, FREE, FREE, Map.of()));
        admission.admit(plan(DirectionChoice.BOTH, "lab", 3, NOON), NOON);
        admission.admit(plan(DirectionChoice.UPSTREAM, "lab", 3, NOON), NOON);

        Failure up = refusal(admission, plan(DirectionChoice.UPSTREAM, "lab", 3, NOON), NOON);

        assertThat(up.field()).isNull();
        assertThat(up.message())
                .contains("at most 25 Mbit/s in this controller", "limits.max_total_mbps", "have 20 in this direction");
        admission.admit(plan(DirectionChoice.DOWNSTREAM, "lab", 3, NOON), NOON);
    }

    @Test
    void namesTheFieldWhenNoWaitingWouldHelp() {
        Quota slow = new Quota(9, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
        Quota brief = new Quota(Long.MAX_VALUE, 2, Integer.MAX_VALUE, Long.MAX_VALUE);
        Quota little = new Quota(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 3 * SECOND_OCTETS - 1);
        SessionPlan plan = plan(DirectionChoice.UPSTREAM, "lab", 3, NOON);

        Failure rate = refusal(new Admission(limits(FREE, slow, FREE, Map.of())), plan, NOON);
        Failure time = refusal(new Admission(limits(FREE, FREE, brief, Map.of())), plan, NOON);
        Failure octets = refusal(new Admission(limits(little, FREE, FREE, Map.of())), plan, NOON);

        assertThat(rate.field()).isEqualTo("bandwidth");
        assertThat(rate.message()).contains("agent near", "limits.agent.max_mbps", "got 10");
        assertThat(time.field()).isEqualTo("duration");
        assertThat(time.message()).contains("environment lab", "limits.environment.max_seconds", "got 3");
        assertThat(octets.field()).isEqualTo("duration");
        assertThat(octets.message()).contains("limits.max_octets_per_day", "got 3750000");
    }

    @Test
    void asksForARateWhereMaxWouldEscapeALimit() {
        Quota rate = new Quota(9, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
        Quota day = new Quota(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 1_000_000_000);
        SessionPlan fast = unlimited(plan(DirectionChoice.UPSTREAM, "lab", 3, NOON));

        new Admission(limits(FREE, FREE, FREE, Map.of())).admit(fast, NOON);
        for (Quota quota : List.of(rate, day)) {
            assertThat(refusal(new Admission(limits(quota, FREE, FREE, Map.of())), fast, NOON)
                            .field())
                    .isEqualTo("bandwidth");
        }
    }

    @Test
    void countsWhatWasMovedTodayAndWhatIsPromised() {
        Quota ten = new Quota(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 10 * SECOND_OCTETS);
        Admission admission = new Admission(limits(FREE, ten, FREE, Map.of()));
        AgentId far = new AgentId("far.lab");
        admission.moved(Place.names("lab", AgentId.NEAR, far), DAY, 4 * SECOND_OCTETS, NOON);
        SessionPlan running = plan(DirectionChoice.UPSTREAM, "lab", 3, NOON);
        admission.admit(running, NOON);
        SessionPlan four = plan(DirectionChoice.UPSTREAM, "lab", 4, NOON);

        Failure refused = refusal(admission, four, NOON);

        assertThat(refused.code()).isEqualTo("daily_limit_exceeded");
        assertThat(refused.message())
                .contains("limits.agent.max_octets_per_day", "5000000 are used", "3750000 promised");
        admission.admit(plan(DirectionChoice.UPSTREAM, "lab", 3, NOON), NOON);
        admission.release(running.id());
        assertThat(refusal(admission, four, NOON).code()).isEqualTo("daily_limit_exceeded");
    }

    @Test
    void beginsAnewAtMidnight() {
        Quota three = new Quota(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 3 * SECOND_OCTETS);
        Admission admission = new Admission(limits(three, FREE, FREE, Map.of()));
        admission.moved(Place.names("lab", AgentId.NEAR, new AgentId("far.lab")), DAY, SECOND_OCTETS, NOON);
        assertThat(refusal(admission, plan(DirectionChoice.UPSTREAM, "lab", 3, NOON), NOON)
                        .code())
                .isEqualTo("daily_limit_exceeded");

        Instant tomorrow = Instant.parse("2026-11-23T00:00:00Z");

        admission.admit(plan(DirectionChoice.UPSTREAM, "lab", 3, tomorrow), tomorrow);
        admission.moved(Place.names("lab", AgentId.NEAR, new AgentId("far.lab")), DAY, SECOND_OCTETS, tomorrow);
        assertThat(refusal(admission, plan(DirectionChoice.UPSTREAM, "lab", 1, tomorrow), tomorrow)
                        .message())
                .contains("0 are used", "3750000 promised on 2026-11-23");
    }

    @Test
    void sharesASessionAmongTheDaysThatItRunsOn() {
        Quota four = new Quota(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 4 * SECOND_OCTETS);
        Admission admission = new Admission(limits(four, FREE, FREE, Map.of()));
        Instant late = Instant.parse("2026-11-22T23:59:57Z");

        admission.admit(plan(DirectionChoice.UPSTREAM, "lab", 7, late), late);

        Instant after = Instant.parse("2026-11-23T00:00:01Z");
        assertThat(refusal(admission, plan(DirectionChoice.UPSTREAM, "lab", 1, after), late)
                        .message())
                .contains("5000000 promised on 2026-11-23");
        assertThat(refusal(admission, plan(DirectionChoice.UPSTREAM, "lab", 8, late), late)
                        .field())
                .isEqualTo("duration");
    }

    private static LimitsConfig limits(
            Quota controller, Quota agent, Quota environment, Map<String, Quota> environments) {
        return new LimitsConfig(100_000, 86_400, controller, agent, environment, environments);
    }

    private SessionPlan plan(DirectionChoice direction, String environment, int seconds, Instant at) {
        SessionPlan plan = Plans.plan(
                Plans.request(direction, "wwan0", environment, 1, seconds), Plans.far("server.example", "203.0.113.1"));
        return new SessionPlan(
                new SessionId(++lastId),
                at,
                plan.request(),
                plan.nicName(),
                plan.nearAddress(),
                plan.farHost(),
                plan.farAddress(),
                plan.near(),
                plan.far(),
                plan.streams(),
                plan.controllerVersion());
    }

    private static SessionPlan unlimited(SessionPlan plan) {
        String json = BusJson.encode(plan.request());
        String constant = BusJson.encode(plan.request().bandwidth());
        String fast = BusJson.encode(new RateProfile.Unlimited());
        return new SessionPlan(
                plan.id(),
                plan.createdAt(),
                BusJson.decode(json.replace(constant, fast), SessionRequest.class),
                plan.nicName(),
                plan.nearAddress(),
                plan.farHost(),
                plan.farAddress(),
                plan.near(),
                plan.far(),
                plan.streams(),
                plan.controllerVersion());
    }

    private static Failure refusal(Admission admission, SessionPlan plan, Instant now) {
        return catchThrowableOfType(FailureException.class, () -> admission.admit(plan, now))
                .failure();
    }
}
