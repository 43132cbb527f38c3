package ranload.agent.engine;

import java.security.SecureRandom;
import ranload.agent.net.HostCpu;
import ranload.agent.pacing.ConstantSchedule;
import ranload.agent.pacing.Pacer;
import ranload.agent.wire.SessionKeys;
import ranload.session.Direction;
import ranload.session.RateProfile;
import ranload.session.SessionId;
import ranload.session.Side;
import ranload.session.StreamSpec;
import ranload.time.NanoClock;

/** What a stream is given to work with. */
record StreamContext(
        EngineSession session,
        SessionSpec spec,
        StreamSpec stream,
        SessionKeys keys,
        EngineLoop loop,
        Pacer pacer,
        NanoClock clock,
        HostCpu hostCpu,
        SecureRandom random) {

    /** What results say of how sockets were driven. */
    String io() {
        return loop.sockets().io();
    }

    SessionId id() {
        return spec.session();
    }

    Grant grant() {
        return session.grant();
    }

    /** The direction that this end sends, null when it sends none. */
    Direction sends() {
        return direction(true);
    }

    /** The direction that this end receives, null when it receives none. */
    Direction receives() {
        return direction(false);
    }

    /** Time between two datagrams, or chunks, of a constant rate; 0 for as fast as possible. */
    long gapNanos() {
        return stream.rate() instanceof RateProfile.Constant constant
                ? new ConstantSchedule(constant.rate(), stream.datagramOctets()).dueNanos(1)
                : 0;
    }

    private Direction direction(boolean sending) {
        return stream.directions().directions().stream()
                .filter(d -> (Side.senderOf(d) == spec.side()) == sending)
                .findFirst()
                .orElse(null);
    }

    /** Runs something on the stream's loop. */
    void later(Runnable task) {
        loop.loop().execute(task);
    }
}
