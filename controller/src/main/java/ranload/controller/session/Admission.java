package ranload.controller.session;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ranload.controller.config.LimitsConfig;
import ranload.session.Direction;
import ranload.session.Failure;
import ranload.session.SessionId;
import ranload.session.SessionPlan;
import ranload.unit.BitRate;

/**
 * Keeps sessions within what their controller, environment and agents may take together. A session counts with all that
 * it asked for while it lives, and with what it really moved from its end on. Time is an argument. Confined to its
 * service's Vert.x context.
 */
final class Admission {
    private static final long BITS_PER_MEGABIT = 1_000_000;

    private final LimitsConfig limits;
    private final Map<SessionId, Admitted> living = new HashMap<>();

    /** By the name of the place, so that a session costs the same however many there are. */
    private final Map<String, Taken> taken = new HashMap<>();

    private final Map<String, Long> octetsOfToday = new HashMap<>();
    private LocalDate today = LocalDate.EPOCH;

    private record Admitted(Demand demand, List<Place> places) {
        boolean isIn(Place place) {
            return places.stream().anyMatch(own -> own.name().equals(place.name()));
        }
    }

    /** What the living sessions of one place take together. */
    private static final class Taken {
        private final Map<Direction, Long> bitsPerSecond = new EnumMap<>(Direction.class);
        private int sessions;

        void add(Demand demand, int sign) {
            sessions += sign;
            for (Direction direction : Direction.values()) {
                bitsPerSecond.merge(direction, sign * demand.bitsPerSecond(direction), Long::sum);
            }
        }

        long bitsPerSecond(Direction direction) {
            return bitsPerSecond.getOrDefault(direction, 0L);
        }
    }

    Admission(LimitsConfig limits) {
        this.limits = limits;
    }

    /**
     * Lets a session in, which counts from now on, or says which limit it exceeds.
     *
     * @throws ranload.session.FailureException {@code limit_exceeded}, with a field when another value of it would do and
     *     without when waiting does; {@code daily_limit_exceeded} when the next day in UTC has to be waited for
     */
    void admit(SessionPlan plan, Instant now) {
        turnTo(now);
        Demand demand = Demand.of(plan);
        List<Place> places = Place.of(plan, limits);
        for (Place place : places) {
            Taken others = taken.getOrDefault(place.name(), new Taken());
            requireTime(place, plan.request().durationSeconds());
            requireNumber(place, others.sessions);
            requireRate(place, demand, others);
            requireOctets(place, demand);
        }
        living.put(plan.id(), new Admitted(demand, places));
        places.forEach(place ->
                taken.computeIfAbsent(place.name(), name -> new Taken()).add(demand, 1));
    }

    /** A session has ended, or never began: what it asked for is free again. */
    void release(SessionId session) {
        Admitted gone = living.remove(session);
        if (gone == null) {
            return;
        }
        for (Place place : gone.places()) {
            Taken rest = taken.get(place.name());
            rest.add(gone.demand(), -1);
            if (rest.sessions == 0) {
                taken.remove(place.name());
            }
        }
    }

    /**
     * Notes what ended sessions have moved on a day in UTC; another day than today's is past and does not matter.
     *
     * @param places names of the places that they belong to
     */
    void moved(List<String> places, LocalDate day, long octets, Instant now) {
        turnTo(now);
        if (day.equals(today)) {
            places.forEach(place -> octetsOfToday.merge(place, octets, Long::sum));
        }
    }

    private void turnTo(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (!day.equals(today)) {
            today = day;
            octetsOfToday.clear();
        }
    }

    private static void requireTime(Place place, int seconds) {
        int most = place.quota().maxSeconds();
        if (seconds > most) {
            throw wrong(
                    "duration",
                    "at most " + most + " s in " + place.name() + " (" + place.key() + "max_seconds), got " + seconds);
        }
    }

    private static void requireNumber(Place place, int others) {
        int most = place.quota().maxSessions();
        if (others >= most) {
            throw tooMany(place.name() + ": already " + others + " sessions of at most " + most + " (" + place.key()
                    + "max_sessions): wait for one, or stop one");
        }
    }

    private static void requireRate(Place place, Demand demand, Taken others) {
        long most = place.quota().maxMbps();
        if (most > Long.MAX_VALUE / BITS_PER_MEGABIT) {
            return;
        }
        String rule = "at most " + most + " Mbit/s in " + place.name() + " (" + place.rateKey() + ")";
        if (demand.isUnlimited()) {
            throw wrong("bandwidth", rule + ": name a rate instead of max");
        }
        for (Direction direction : Direction.values()) {
            long wanted = demand.bitsPerSecond(direction);
            if (wanted > most * BITS_PER_MEGABIT) {
                throw wrong("bandwidth", rule + ", got " + megabits(wanted));
            }
            long held = others.bitsPerSecond(direction);
            if (wanted > 0 && wanted > most * BITS_PER_MEGABIT - held) {
                throw tooMany(rule + ", of which other sessions have " + megabits(held)
                        + " in this direction: ask for less, wait for one, or stop one");
            }
        }
    }

    private void requireOctets(Place place, Demand demand) {
        if (!place.quota().countsOctets()) {
            return;
        }
        List<Demand> others = living.values().stream()
                .filter(admitted -> admitted.isIn(place))
                .map(Admitted::demand)
                .toList();
        long most = place.quota().maxOctetsPerDay();
        String rule =
                "at most " + most + " octets a day in " + place.name() + " (" + place.key() + "max_octets_per_day)";
        if (demand.isUnlimited()) {
            throw wrong("bandwidth", rule + ": name a rate instead of max");
        }
        double largest =
                demand.days().stream().mapToDouble(demand::octetsOn).max().orElse(0);
        if (largest > most) {
            throw wrong("duration", rule + ", got " + whole(largest) + " octets: ask for less time or a lower rate");
        }
        for (LocalDate day : demand.days()) {
            double wanted = demand.octetsOn(day);
            double promised =
                    others.stream().mapToDouble(other -> other.octetsOn(day)).sum();
            double moved = day.equals(today) ? octetsOfToday.getOrDefault(place.name(), 0L) : 0;
            if (wanted + promised + moved > most) {
                throw Failure.of(
                                "daily_limit_exceeded",
                                rule + ", of which " + whole(moved) + " are used and " + whole(promised)
                                        + " promised on " + day + ", and this session asks for " + whole(wanted)
                                        + ": ask for less time or a lower rate, or wait for the next day in UTC")
                        .asException();
            }
        }
    }

    private static String megabits(long bitsPerSecond) {
        return bitsPerSecond == 0 ? "0" : new BitRate(bitsPerSecond).megabits().toPlainString();
    }

    private static long whole(double octets) {
        return Math.round(octets);
    }

    private static RuntimeException wrong(String field, String message) {
        return new Failure("limit_exceeded", field + ": " + message, field).asException();
    }

    private static RuntimeException tooMany(String message) {
        return Failure.of("limit_exceeded", message).asException();
    }
}
