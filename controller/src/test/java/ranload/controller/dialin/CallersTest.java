package ranload.controller.dialin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class CallersTest {
    private final Callers callers = new Callers(5, 2);

    @Test
    void takesWhoeverHasOneNetworkOfIpv6ForOneHost() throws UnknownHostException {
        assertThat(callers.entered(ipv6(1, 1))).isTrue();
        assertThat(callers.entered(ipv6(1, 2))).isTrue();
        assertThat(callers.entered(ipv6(1, 3))).isFalse();
        assertThat(callers.entered(ipv6(2, 3))).isTrue();

        callers.left(ipv6(1, 1));
        assertThat(callers.entered(ipv6(1, 3))).isTrue();
    }

    @Test
    void takesNoMoreThanSoManyOfAllHosts() throws UnknownHostException {
        for (int host = 1; host <= 5; host++) {
            assertThat(callers.entered(ipv4(host))).isTrue();
        }
        assertThat(callers.entered(ipv4(6))).isFalse();

        callers.left(ipv4(3));
        assertThat(callers.entered(ipv4(6))).isTrue();
    }

    private static InetAddress ipv4(int host) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) host});
    }

    private static InetAddress ipv6(int network, int host) throws UnknownHostException {
        byte[] octets = new byte[16];
        octets[0] = 0x20;
        octets[7] = (byte) network;
        octets[15] = (byte) host;
        return InetAddress.getByAddress(octets);
    }
}
