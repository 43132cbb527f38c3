package ranload.controller.store;

/**
 * A place in the order in which rows were stored: by revision, and within one by session, interval and direction. Rows
 * change their place when they change.
 *
 * @param revision of the transaction that wrote the row last
 * @param session id, 0 before all of this revision
 * @param interval from 1; 0 before all of this session
 * @param recordType {@code u} or {@code d}; empty before both
 */
public record RowPlace(long revision, long session, int interval, String recordType) {
    /** After everything that this and earlier transactions wrote. */
    public static RowPlace after(long revision) {
        return new RowPlace(revision + 1, 0, 0, "");
    }
}
