package ranload.agent.control;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import ranload.sample.IntervalRow;

/**
 * Rows of one session that are on disk alone, because the outbox was full when they came. Brings them in their order, a
 * part at a time, whenever the outbox has room. Confined to one Vert.x context.
 */
final class Backlog {
    /** A disk that does not answer for ten seconds is left to an agent that starts later. */
    private static final int READS = 20;

    private static final long READ_AGAIN_MILLIS = 500;

    private final SpoolFile spool;
    private final Outbox outbox;
    private final Owner owner;

    /** Rows that came meanwhile and could not be put behind the others: what is there of them is older. */
    private final Set<RowKey> overtaking = new HashSet<>();

    /** Where in the spool what the outbox has not been given begins, while that is so. */
    private long unreadFrom;

    private boolean behind;
    private int failedReads;
    private boolean unreadable;

    /** Whose rows they are. */
    interface Owner {
        /** A row whose turn it is. */
        void row(IntervalRow row);

        /** No more rows are on disk alone, or what is left of them cannot be read. */
        void caughtUp();

        /** Told once, before {@link #caughtUp}. */
        void unreadable(IOException cause);
    }

    Backlog(SpoolFile spool, Outbox outbox, Owner owner) {
        this.spool = spool;
        this.outbox = outbox;
        this.owner = owner;
    }

    /** True while rows wait on disk alone: what they speak of is not settled. */
    boolean isBehind() {
        return behind;
    }

    /** True when rows stay in the spool because it could not be read. */
    boolean isUnreadable() {
        return unreadable;
    }

    /** Octets that the outbox has not been given. */
    long unreadOctets() {
        return behind ? spool.size() - unreadFrom : 0;
    }

    /** What lies in the spool from here on is brought when the outbox has room. */
    void fallBehind(long at) {
        if (!behind) {
            behind = true;
            unreadFrom = at;
            outbox.whenRoom(this::catchUp);
        }
    }

    /** A row has been put behind those that wait: its figures there are the latest. */
    void putBehind(RowKey key, long at) {
        overtaking.remove(key);
        fallBehind(at);
    }

    /** A row goes to the outbox at once; figures of it that wait on disk are older, and are passed over. */
    void overtake(RowKey key) {
        if (behind) {
            overtaking.add(key);
        }
    }

    /** The spool was written anew, and what waits begins here now. */
    void moved(long at) {
        unreadFrom = at;
    }

    private void catchUp() {
        try {
            SpoolFile.Part part = spool.readFrom(unreadFrom);
            unreadFrom = part.next();
            for (SpoolEntry entry : part.entries()) {
                if (entry instanceof SpoolEntry.Row row && !overtaking.contains(RowKey.of(row.row()))) {
                    owner.row(row.row());
                }
            }
            behind = unreadFrom < spool.size();
        } catch (IOException e) {
            readingFailed(e);
            return;
        }
        if (behind) {
            outbox.whenRoom(this::catchUp);
        } else {
            caughtUp();
        }
    }

    private void readingFailed(IOException cause) {
        failedReads++;
        if (failedReads < READS) {
            outbox.whenRoomIn(READ_AGAIN_MILLIS, this::catchUp);
            return;
        }
        unreadable = true;
        behind = false;
        owner.unreadable(cause);
        caughtUp();
    }

    private void caughtUp() {
        overtaking.clear();
        owner.caughtUp();
    }
}
