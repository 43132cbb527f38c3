package ranload.agent.engine;

import ranload.agent.measure.ReceiverFigures;
import ranload.agent.measure.SenderFigures;
import ranload.sample.ReceiverRow;
import ranload.sample.SenderRow;
import ranload.session.Direction;
import ranload.session.SessionId;

/** Makes rows of figures. Immutable. */
record RowFactory(SessionId session, Direction direction, int stream, Timeline timeline) {
    ReceiverRow of(ReceiverFigures figures) {
        return new ReceiverRow(
                session,
                direction,
                stream,
                figures.interval(),
                timeline.at(figures.endNanos()),
                figures.durationNanos(),
                figures.octets(),
                figures.packets(),
                figures.expected(),
                figures.lost(),
                figures.reordered(),
                figures.duplicates(),
                figures.jitterNanos(),
                figures.socketDrops(),
                figures.lossRuns(),
                figures.reorderExtentMax(),
                figures.delayVariation(),
                figures.hostStealPercent(),
                figures.nicOctets());
    }

    SenderRow of(SenderFigures figures, Path path, double hostStealPercent, long nicOctets) {
        return new SenderRow(
                session,
                direction,
                stream,
                figures.interval(),
                timeline.at(figures.endNanos()),
                figures.durationNanos(),
                figures.octets(),
                figures.packets(),
                figures.notSent(),
                path.retransmits(),
                path.rttMicros(),
                path.congestionWindowOctets(),
                figures.lateness(),
                figures.burstDatagrams(),
                figures.cpuNanos(),
                hostStealPercent,
                nicOctets);
    }

    /** What a sender knows of the path; zeros where its transport does not tell. */
    record Path(long retransmits, long rttMicros, long congestionWindowOctets) {}
}
