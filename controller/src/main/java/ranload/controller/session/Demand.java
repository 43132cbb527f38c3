package ranload.controller.session;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import ranload.session.Direction;
import ranload.session.DirectionChoice;
import ranload.session.RateProfile;
import ranload.session.SessionPlan;

/**
 * What a session takes of what there is. Pure.
 *
 * @param directions which it loads
 * @param bitsPerSecond of each direction; negative: as much as there is
 * @param from when its load begins, about
 * @param seconds of load
 */
record Demand(DirectionChoice directions, long bitsPerSecond, Instant from, int seconds) {
    private static final double BITS_PER_OCTET = 8;

    static Demand of(SessionPlan plan) {
        long rate = plan.request().bandwidth() instanceof RateProfile.Constant constant
                ? constant.rate().bitsPerSecond()
                : -1;
        return new Demand(plan.request().direction(), rate, plan.createdAt(), plan.loadSeconds());
    }

    boolean isUnlimited() {
        return bitsPerSecond < 0;
    }

    /** Offered load of one direction, bit/s; 0 for as fast as possible, which no sum can hold. */
    long bitsPerSecond(Direction direction) {
        return directions.includes(direction) && !isUnlimited() ? bitsPerSecond : 0;
    }

    /** Payload that it offers on one day in UTC; 0 for as fast as possible. */
    double octetsOn(LocalDate day) {
        Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant begins = from.isAfter(midnight) ? from : midnight;
        Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant ends = end().isBefore(next) ? end() : next;
        double share = Math.max(0, Duration.between(begins, ends).toMillis()) / 1e3;
        return isUnlimited()
                ? 0
                : bitsPerSecond
                        / BITS_PER_OCTET
                        * share
                        * directions.directions().size();
    }

    /** The days in UTC on which it runs: at most nine, as no session is longer than a week. */
    List<LocalDate> days() {
        LocalDate first = LocalDate.ofInstant(from, ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(end(), ZoneOffset.UTC);
        return Stream.iterate(first, day -> !day.isAfter(last), day -> day.plusDays(1))
                .toList();
    }

    private Instant end() {
        return from.plusSeconds(seconds);
    }
}
