package ranload.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import ranload.time.ManualClock;

class HandshakeTest {
    private static final InetSocketAddress NEAR = new InetSocketAddress("192.0.2.1", 40_000);
    private static final InetSocketAddress STRANGER = new InetSocketAddress("192.0.2.1", 40_001);

    private final SecureRandom random = new SecureRandom();
    private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 1_000_000_000);
    private final FarProof far = new FarProof(4, peer -> true, random, clock.nanoTime());
    private final NearProof near = new NearProof(4, 1_400, Nonce.random(random), clock.nanoTime());

    private ControlPdu due() {
        return near.due(clock.nanoTime()).orElseThrow();
    }

    private ControlPdu reply(ControlPdu request) {
        return far.received(request, NEAR, clock.nanoTime()).orElseThrow();
    }

    @Test
    void fourDatagramsProveBothEnds() {
        near.received(reply(due()), clock.nanoTime());
        assertThat(far.peer()).isNull();
        assertThat(near.isProven()).isFalse();
        ControlPdu answer = due();
        clock.advance(Duration.ofMillis(30));
        near.received(reply(answer), clock.nanoTime());
        assertThat(far.peer()).isEqualTo(NEAR);
        assertThat(near.isProven()).isTrue();
        assertThat(near.rttNanos()).isEqualTo(Duration.ofMillis(30).toNanos());
        assertThat(near.due(clock.nanoTime())).isEmpty();
    }

    @Test
    void aLostReadyIsSaidAgain() {
        near.received(reply(due()), clock.nanoTime());
        ControlPdu answer = due();
        ControlPdu lost = reply(answer);
        clock.advance(Duration.ofMillis(50));
        near.received(reply(due()), clock.nanoTime());
        assertThat(near.isProven()).isTrue();
        assertThat(reply(answer)).isEqualTo(lost);
    }

    @Test
    void aTargetThatNeverAnswersGetsFiveDatagramsAndNoMore() {
        List<Long> sentAfterMillis = new ArrayList<>();
        for (long millis = 0; !near.isOver(clock.nanoTime()); millis += 10) {
            if (near.due(clock.nanoTime()).isPresent()) {
                sentAfterMillis.add(millis);
            }
            clock.advance(Duration.ofMillis(10));
        }
        assertThat(sentAfterMillis).containsExactly(0L, 50L, 250L, 1_000L, 2_500L);
    }

    @Test
    void aCookieIsOfNoUseFromAnotherPort() {
        near.received(reply(due()), clock.nanoTime());
        assertThat(far.received(due(), STRANGER, clock.nanoTime())).isEmpty();
        assertThat(far.peer()).isNull();
    }

    @Test
    void aCookieIsOfNoUseWithAnotherNonce() {
        var challenge = (ControlPdu.Handshake) reply(due());
        var forged = new ControlPdu.Handshake(Pdu.ANSWER, 4, Nonce.random(random), challenge.cookie(), 1_400);
        assertThat(far.received(forged, NEAR, clock.nanoTime())).isEmpty();
    }

    @Test
    void aCookieGrowsOldAfterTheNextPeriod() {
        near.received(reply(due()), clock.nanoTime());
        ControlPdu answer = due();
        clock.advance(Duration.ofSeconds(119));
        assertThat(new FarProof(4, peer -> true, random, clock.nanoTime()).received(answer, NEAR, clock.nanoTime()))
                .isEmpty();
        assertThat(far.received(answer, NEAR, clock.nanoTime())).isPresent();
        FarProof other = new FarProof(4, peer -> true, random, clock.nanoTime());
        var fresh = new NearProof(4, 1_400, Nonce.random(random), clock.nanoTime());
        fresh.received(
                other.received(fresh.due(clock.nanoTime()).orElseThrow(), NEAR, clock.nanoTime())
                        .orElseThrow(),
                clock.nanoTime());
        ControlPdu late = fresh.due(clock.nanoTime()).orElseThrow();
        clock.advance(Duration.ofMinutes(2));
        assertThat(other.received(late, NEAR, clock.nanoTime())).isEmpty();
    }

    @Test
    void aProvenFarSideAnswersNobodyElse() {
        near.received(reply(due()), clock.nanoTime());
        ControlPdu answer = due();
        reply(answer);
        assertThat(far.received(answer, STRANGER, clock.nanoTime())).isEmpty();
        var second = new NearProof(4, 1_400, Nonce.random(random), clock.nanoTime());
        ControlPdu hello = second.due(clock.nanoTime()).orElseThrow();
        assertThat(far.received(hello, STRANGER, clock.nanoTime())).isEmpty();
        assertThat(far.received(hello, NEAR, clock.nanoTime())).isEmpty();
    }

    @Test
    void anAnswerOfAnotherHandshakeProvesNothing() {
        var other = new NearProof(4, 1_400, Nonce.random(random), clock.nanoTime());
        ControlPdu hello = due();
        near.received(reply(other.due(clock.nanoTime()).orElseThrow()), clock.nanoTime());
        near.received(hello, clock.nanoTime());
        clock.advance(Duration.ofMillis(50));
        assertThat(((ControlPdu.Handshake) due()).type()).isEqualTo(Pdu.HELLO);
    }

    @Property(tries = 300)
    void repliesAreNeverMoreNorLongerThanRequests(
            @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> script,
            @ForAll @IntRange(min = 1, max = 1_500) int octets) {
        FarProof responder = new FarProof(4, peer -> true, random, clock.nanoTime());
        Cookie cookie = Cookie.NONE;
        Nonce nonce = new Nonce(1, 2);
        for (int step : script) {
            int type = List.of(Pdu.HELLO, Pdu.CHALLENGE, Pdu.ANSWER, Pdu.READY, Pdu.ANSWER, Pdu.HELLO)
                    .get(step);
            var request = new ControlPdu.Handshake(type, 4, nonce, step == 4 ? cookie : Cookie.NONE, octets);
            var reply = responder.received(request, step == 5 ? STRANGER : NEAR, clock.nanoTime());
            if (reply.isPresent()) {
                var handshake = (ControlPdu.Handshake) reply.get();
                assertThat(handshake.octets()).isLessThanOrEqualTo(octets);
                cookie = step == 5 ? cookie : handshake.cookie();
            }
        }
    }
}
