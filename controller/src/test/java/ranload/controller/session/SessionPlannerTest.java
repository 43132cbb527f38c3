package ranload.controller.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ranload.session.DirectionChoice;
import ranload.session.Failure;
import ranload.session.FailureException;
import ranload.session.Pacing;
import ranload.session.RateProfile;
import ranload.session.SessionPlan;
import ranload.session.SessionRequest;
import ranload.session.StreamSpec;
import ranload.session.Transport;
import ranload.unit.BitRate;

class SessionPlannerTest {
    @ParameterizedTest
    @CsvSource({
        "wwan0, 203.0.113.1, wwan0, 192.0.2.1",
        "wwan0, 2001:db8::9, wwan0, 2001:db8::1",
        "192.0.2.1, 203.0.113.1, wwan0, 192.0.2.1",
        "192.0.2.1%wwan0, 203.0.113.1, wwan0, 192.0.2.1",
        "2001:db8::1, 2001:db8::9, wwan0, 2001:db8::1",
        "2001:db8:0::1%wwan0, 2001:db8::9, wwan0, 2001:db8::1",
        "ll0, 169.254.9.9, ll0, 169.254.7.7"
    })
    void findsTheNicByNameAddressOrBoth(String wanted, String far, String nic, String address) {
        SessionPlan plan = plan(wanted, Plans.far("server.example", far));
        assertThat(plan.nicName()).isEqualTo(nic);
        assertThat(Addressing.literal(plan.nearAddress())).isEqualTo(Addressing.literal(address));
        assertThat(Addressing.literal(plan.farAddress())).isEqualTo(Addressing.literal(far));
    }

    @ParameterizedTest
    @CsvSource({
        "wwan0, 192.0.2.1, 203.0.113.1",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1, 2001:db8:0:0:0:0:0:9",
        "eth0, 198.51.100.7, 203.0.113.1"
    })
    void takesTheFamilyThatBothEndsHave(String wanted, String nearAddress, String farAddress) {
        SessionPlan plan = plan(wanted, Plans.far("server.example", "203.0.113.1", "2001:db8::9"));
        assertThat(plan.nearAddress()).isEqualTo(nearAddress);
        assertThat(plan.farAddress()).isEqualTo(farAddress);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ppp9            | unknown_interface | wwan0 (192.0.2.1 fe80::1 2001:db8::1)",
                "ppp9            | unknown_interface | eth1 (198.51.100.8, down)",
                "10.9.9.9        | unknown_interface | lo (127.0.0.1 ::1)",
                "10.9.9.9%wwan0  | no_address        | 10.9.9.9",
                "192.0.2.1%ppp9  | unknown_interface | wwan0",
                "nonsense%wwan0  | unknown_interface | ip%nic",
                "eth1            | nic_down          | ip link set eth1 up",
                "198.51.100.8    | nic_down          | eth1",
                "eth2            | no_address        | eth2",
            })
    void saysWhatIsWrongWithTheInterfaceAndWhatThereIs(String wanted, String code, String hint) {
        Failure failure = failure(wanted, Plans.far("server.example", "203.0.113.1"));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.field()).isEqualTo("interface");
        assertThat(failure.message()).contains(hint);
    }

    @Test
    void saysWhichFamilyTheInterfaceLacks() {
        Failure failure = failure("eth0", Plans.far("six.example", "2001:db8::9"));
        assertThat(failure.code()).isEqualTo("no_address");
        assertThat(failure.message()).contains("eth0", "IPv6", "six.example");
    }

    @ParameterizedTest
    @CsvSource({
        "224.0.0.1, a multicast address",
        "ff02::1, a multicast address",
        "255.255.255.255, the broadcast address",
        "0.0.0.0, an unspecified address",
        "0.1.2.3, an unspecified address",
        "::, an unspecified address",
        "169.254.1.1, a link-local address",
        "fe80::9, a link-local address",
        "169.254.169.254, a metadata service's address",
        "127.0.0.1, a loopback address",
        "127.9.9.9, a loopback address",
        "::1, a loopback address"
    })
    void refusesFarAddressesThatAreNoHostThatAgreed(String address, String what) {
        String nic = address.indexOf(':') < 0 ? "192.0.2.1" : "2001:db8::1";
        Failure failure = failure(nic, Plans.far("rebound.example", address));
        assertThat(failure.code()).isEqualTo("far_address_refused");
        assertThat(failure.field()).isEqualTo("environment");
        assertThat(failure.message()).contains("rebound.example", what);
    }

    @Test
    void refusesTheMetadataAddressEvenFromALinkLocalInterface() {
        assertThat(failure("ll0", Plans.far("server.example", "169.254.169.254"))
                        .code())
                .isEqualTo("far_address_refused");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "localhost, 127.0.0.1", "::1, ::1"})
    void goesToLoopbackWhenTheConfigurationSpellsIt(String host, String address) {
        assertThat(plan("lo", Plans.far(host, address)).nicName()).isEqualTo("lo");
    }

    @Test
    void reachesTheBuiltInFarEndThroughTheLoopbackInterfaceOnly() {
        assertThat(plan("lo", Plans.builtIn()).farAddress()).isEqualTo("127.0.0.1");
        assertThat(plan("::1", Plans.builtIn()).farAddress()).isEqualTo("0:0:0:0:0:0:0:1");
        assertThat(failure("eth0", Plans.builtIn()).code()).isEqualTo("wrong_interface");
        assertThat(failure("lo", Plans.far("server.example", "203.0.113.1")).code())
                .isEqualTo("wrong_interface");
    }

    @Test
    void sharesTheRateAndCountsPortsUpOverTheStreams() {
        SessionRequest request = new SessionRequest(
                DirectionChoice.BOTH,
                new RateProfile.Constant(BitRate.ofMegabits(new BigDecimal("9"))),
                4,
                "wwan0",
                "lab",
                1000,
                7000,
                null,
                184,
                Transport.TCP,
                3,
                1,
                "x",
                40,
                Pacing.ECONOMY);
        SessionPlan plan = Plans.plan(request, Plans.far("server.example", "203.0.113.1"));
        RateProfile third = new RateProfile.Constant(new BitRate(3_000_000));
        assertThat(plan.streams())
                .containsExactly(
                        new StreamSpec(
                                0,
                                DirectionChoice.BOTH,
                                Transport.TCP,
                                third,
                                1000,
                                184,
                                40,
                                Pacing.ECONOMY,
                                1,
                                0,
                                7000),
                        new StreamSpec(
                                1,
                                DirectionChoice.BOTH,
                                Transport.TCP,
                                third,
                                1000,
                                184,
                                40,
                                Pacing.ECONOMY,
                                1,
                                0,
                                7001),
                        new StreamSpec(
                                2,
                                DirectionChoice.BOTH,
                                Transport.TCP,
                                third,
                                1000,
                                184,
                                40,
                                Pacing.ECONOMY,
                                1,
                                0,
                                7002));
        assertThat(plan.loadSeconds()).isEqualTo(5);
    }

    @Test
    void limitsRateTimeAndNumberOfSessions() {
        SessionRequest tenMegabitsThreeSeconds = Plans.request(DirectionChoice.UPSTREAM, "lo", "lab", 1);
        new Limits(10, 3, 5).check(tenMegabitsThreeSeconds, 4);
        assertThat(exceeded(new Limits(9, 3, 5), tenMegabitsThreeSeconds, 4).field())
                .isEqualTo("bandwidth");
        assertThat(exceeded(new Limits(10, 2, 5), tenMegabitsThreeSeconds, 4).field())
                .isEqualTo("duration");
        assertThat(exceeded(new Limits(10, 3, 5), tenMegabitsThreeSeconds, 5).message())
                .contains("5 sessions");
    }

    @Test
    void allowsMaximumRateOnlyWhereNoRateLimitWasMeant() {
        SessionRequest fast = new SessionRequest(
                DirectionChoice.UPSTREAM,
                new RateProfile.Unlimited(),
                1,
                "lo",
                "lab",
                1400,
                null,
                null,
                0,
                Transport.TCP,
                1,
                0,
                "",
                100,
                Pacing.BALANCED);
        new Limits(Limits.UNLIMITED_MBPS, 10, 10).check(fast, 0);
        assertThat(exceeded(new Limits(1_000, 10, 10), fast, 0).field()).isEqualTo("bandwidth");
    }

    private static Failure exceeded(Limits limits, SessionRequest request, int active) {
        Failure failure = catchThrowableOfType(FailureException.class, () -> limits.check(request, active))
                .failure();
        assertThat(failure.code()).isEqualTo("limit_exceeded");
        return failure;
    }

    private static SessionPlan plan(String nic, FarHost far) {
        return Plans.plan(Plans.request(DirectionChoice.UPSTREAM, nic, "lab", 1), far);
    }

    private static Failure failure(String nic, FarHost far) {
        return catchThrowableOfType(FailureException.class, () -> plan(nic, far))
                .failure();
    }
}
