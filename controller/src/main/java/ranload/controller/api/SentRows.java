package ranload.controller.api;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which version of which row a watcher has, so that stored and published rows join without gap or repeat. A row's
 * revision rises with every commit that touches it. Only the newest rows are remembered: what is published late enough
 * to have been forgotten is a new version. Confined to one thread.
 */
final class SentRows {
    private static final int MAX_REMEMBERED = 2048;

    private final Map<Key, Long> revisions = new LinkedHashMap<>();

    private record Key(String recordType, int interval) {}

    /** True when the watcher has no version of this row as new as this one; it is then taken as sent. */
    boolean take(JsonObject row) {
        Key key = new Key(row.getString("record_type"), row.getInteger("interval"));
        long revision = row.getLong("revision");
        Long sent = revisions.remove(key);
        revisions.put(key, sent == null ? revision : Math.max(sent, revision));
        if (revisions.size() > MAX_REMEMBERED) {
            revisions.remove(revisions.keySet().iterator().next());
        }
        return sent == null || sent < revision;
    }
}
