package ranload.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NicSeatTest {
    private static final InetAddress OLD = IpAddresses.parse("192.0.2.1", null);
    private static final InetAddress NEW = IpAddresses.parse("192.0.2.2", null);

    private static NicSeat seat(int index, String... addresses) {
        return new NicSeat(
                index,
                Stream.of(addresses)
                        .map(address -> IpAddresses.parse(address, null))
                        .toList());
    }

    @Test
    void isLeftWhenTheNicHasAnotherAddressInstead() {
        assertThat(seat(3, "192.0.2.1").isLeftFor(seat(3, "192.0.2.2"), OLD)).isTrue();
    }

    @Test
    void isLeftWhenAnotherDeviceHasTheNicsName() {
        assertThat(seat(3, "192.0.2.1").isLeftFor(seat(4, "192.0.2.1"), OLD)).isTrue();
    }

    @Test
    void isKeptWhileTheAddressIsThereWhateverElseIs() {
        assertThat(seat(3, "192.0.2.1").isLeftFor(seat(3, "192.0.2.2", "192.0.2.1"), OLD))
                .isFalse();
    }

    @Test
    void isKeptWhileTheNicHasNoAddressOfThatFamily() {
        assertThat(seat(3, "192.0.2.1").isLeftFor(seat(3), OLD)).isFalse();
        assertThat(seat(3, "192.0.2.1").isLeftFor(seat(3, "2001:db8::1"), OLD)).isFalse();
        assertThat(seat(3, "192.0.2.1").isLeftFor(NicSeat.NONE, OLD)).isFalse();
    }

    @Test
    void isKeptByAnAddressThatItNeverHad() {
        assertThat(seat(1, "127.0.0.1").isLeftFor(seat(1, "127.0.0.1"), NEW)).isFalse();
    }

    @Test
    void prefersAGlobalAddressToALinkLocalOne() {
        InetAddress before = IpAddresses.parse("2001:db8::1", null);
        assertThat(seat(3, "fe80::1", "2001:db8::2").addressFor(before))
                .isEqualTo(IpAddresses.parse("2001:db8::2", null));
        assertThat(seat(3, "fe80::1").addressFor(before)).isNull();
    }

    @Test
    void isReadFromTheKernelAtMostTwiceASecond() {
        AtomicLong nowNanos = new AtomicLong();
        NicStates states = new NicStates(new NicTable(nowNanos::get), nowNanos::get);
        NicSeat seat = states.seat("lo");
        assertThat(seat.index()).isPositive();
        assertThat(seat.addresses()).contains(InetAddress.getLoopbackAddress());
        nowNanos.set(NicStates.MAX_AGE_NANOS - 1);
        assertThat(states.seat("lo")).isSameAs(seat);
        nowNanos.set(NicStates.MAX_AGE_NANOS);
        assertThat(states.seat("lo")).isNotSameAs(seat);
        assertThat(List.of(states.seat("nosuchnic0"))).containsExactly(NicSeat.NONE);
    }
}
