package ranload.agent.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ranload.bus.AgentEvent;
import ranload.sample.IntervalRow;
import ranload.sample.StreamResult;
import ranload.session.AgentId;
import ranload.session.Failure;
import ranload.session.SessionId;

/**
 * Hands over what one session measured: each row and result is spooled first, a result is told when all rows it speaks
 * of are stored, and the end when all results are noted. Then the spool file goes. While the outbox is full, rows are on
 * disk alone, and are read back in their order. Confined to one Vert.x context.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** A file in which nothing is owed any more is emptied from this size on. */
    private static final long WORTH_EMPTYING_OCTETS = 64 * 1024;

    private static final long IN_MEMORY = -1;
    private static final long LOST = -2;

    private final AgentId agent;
    private final SessionId session;
    private final SpoolFile spool;
    private final Outbox outbox;
    private final Notices notices;
    private final Problem problem;
    private final Backlog backlog;
    private final Map<RowKey, IntervalRow> owed = new LinkedHashMap<>();
    private final Map<RowKey.Part, Integer> owedByPart = new HashMap<>();
    private final Map<RowKey.Part, StreamResult> results = new LinkedHashMap<>();
    private final List<RowKey.Part> told = new ArrayList<>();
    private Runnable onDone;
    private boolean ended;
    private boolean spoolFailed;

    private Failure cause;

    /** Hears, once for each delivery, that rows are not safe on disk. */
    interface Problem {
        void warning(String code, String message);
    }

    Delivery(AgentId agent, SessionId session, SpoolFile spool, Outbox outbox, Notices notices, Problem problem) {
        this.agent = agent;
        this.session = session;
        this.spool = spool;
        this.outbox = outbox;
        this.notices = notices;
        this.problem = problem;
        this.backlog = new Backlog(spool, outbox, new Backlogged());
    }

    /** Takes a row that was just measured. */
    void row(IntervalRow row) {
        long at = keep(new SpoolEntry.Row(row));
        if (at >= 0 && (backlog.isBehind() || outbox.isFull())) {
            backlog.putBehind(RowKey.of(row), at);
        } else if (at != LOST) {
            backlog.overtake(RowKey.of(row));
            owe(row);
        }
    }

    /** Takes a result that was just reached. */
    void result(StreamResult result) {
        keep(new SpoolEntry.Result(result));
        owe(result);
    }

    /** Takes what an earlier process left in the file. */
    void replay() throws IOException {
        spool.recover();
        if (spool.size() > 0) {
            backlog.fallBehind(0);
        }
        for (long at = 0; at < spool.size(); ) {
            SpoolFile.Part part = spool.readFrom(at);
            for (SpoolEntry entry : part.entries()) {
                if (entry instanceof SpoolEntry.Result result) {
                    owe(result.result());
                }
            }
            at = part.next();
        }
    }

    private void caughtUp() {
        List.copyOf(results.keySet()).forEach(this::tellWhenStored);
        restWhenNothingIsOwed();
        tellEnd();
    }

    /**
     * Nothing more comes.
     *
     * @param why told with the end; null for the first cause that a result names, if one does
     * @param done told when everything is handed over
     */
    void end(Failure why, Runnable done) {
        ended = true;
        cause = why == null ? cause : why;
        onDone = done;
        tellEnd();
    }

    /** True when all that is owed would survive this process. */
    boolean isSafe() {
        return !spoolFailed;
    }

    private void owe(IntervalRow row) {
        RowKey key = RowKey.of(row);
        if (owed.put(key, row) == null) {
            owedByPart.merge(key.part(), 1, Integer::sum);
        }
        outbox.add(row, this::stored);
    }

    private void owe(StreamResult result) {
        RowKey.Part part = RowKey.Part.of(result);
        if (cause == null) {
            cause = result.cause();
        }
        results.put(part, result);
        tellWhenStored(part);
    }

    private void stored(RowKey key) {
        owed.remove(key);
        if (owedByPart.merge(key.part(), -1, Integer::sum) == 0) {
            owedByPart.remove(key.part());
            tellWhenStored(key.part());
        }
        restWhenNothingIsOwed();
        tellEnd();
    }

    private void tellWhenStored(RowKey.Part part) {
        StreamResult result = results.get(part);
        if (result != null && !backlog.isBehind() && !owedByPart.containsKey(part) && !told.contains(part)) {
            told.add(part);
            notices.tell(new AgentEvent.StreamEnded(agent, result), () -> {
                results.remove(part);
                tellEnd();
            });
        }
    }

    private void tellEnd() {
        if (ended && !backlog.isBehind() && owed.isEmpty() && results.isEmpty()) {
            ended = false;
            AgentEvent end = new AgentEvent.StateChanged(agent, session, AgentEvent.Phase.ENDED, cause);
            notices.tell(end, this::done);
        }
    }

    private void done() {
        try {
            if (backlog.isUnreadable()) {
                spool.rest();
            } else {
                spool.remove();
            }
        } catch (IOException e) {
            LOG.warn("session {} is handed over, but its spool stays: {}", session, e.toString());
        }
        onDone.run();
    }

    /**
     * Where in the spool it is, or {@link #IN_MEMORY}, or {@link #LOST}: then there is no room for it anywhere, and the
     * session's result will show that.
     */
    private long keep(SpoolEntry entry) {
        try {
            long before = spool.size();
            if (spool.append(entry)) {
                return before;
            }
            if (makeRoom()) {
                before = spool.size();
                if (spool.append(entry)) {
                    return before;
                }
            }
            warnOnce("spool_full", "rows are lost: the controller stores nothing and the spool is full");
            return LOST;
        } catch (IOException e) {
            warnOnce("spool_failed", "rows are in memory alone until the controller has them: " + e);
            return IN_MEMORY;
        }
    }

    private boolean makeRoom() throws IOException {
        boolean worthIt = !backlog.isUnreadable()
                && owed.size() <= SpoolFile.MAX_OCTETS / 2_048
                && backlog.unreadOctets() <= SpoolFile.MAX_OCTETS / 2;
        if (worthIt) { // rows are some 500 octets: writing more again for each row would stall everything
            rewrite();
        }
        return worthIt;
    }

    private void restWhenNothingIsOwed() {
        if (owed.isEmpty() && !backlog.isBehind() && !backlog.isUnreadable()) {
            try {
                if (spool.size() > WORTH_EMPTYING_OCTETS) {
                    rewrite();
                }
                spool.rest();
            } catch (IOException e) {
                warnOnce("spool_failed", "cannot empty the spool: " + e);
            }
        }
    }

    private void rewrite() throws IOException {
        long unreadFrom = spool.rewrite(
                Stream.<SpoolEntry>concat(
                                owed.values().stream().map(SpoolEntry.Row::new),
                                results.values().stream().map(SpoolEntry.Result::new))
                        .toList(),
                spool.size() - backlog.unreadOctets());
        backlog.moved(unreadFrom);
    }

    private void warnOnce(String code, String message) {
        if (!spoolFailed) {
            spoolFailed = true;
            problem.warning(code, message);
        }
    }

    /** What comes from disk again, and what became of it. */
    private final class Backlogged implements Backlog.Owner {
        @Override
        public void row(IntervalRow row) {
            owe(row);
        }

        @Override
        public void caughtUp() {
            Delivery.this.caughtUp();
        }

        @Override
        public void unreadable(IOException cause) {
            problem.warning(
                    "spool_unreadable",
                    "rows stay in the agent's spool, for they cannot be read there: " + cause.getMessage()
                            + "; an agent that starts later tries again");
        }
    }
}
