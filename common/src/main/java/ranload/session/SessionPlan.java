package ranload.session;

import java.time.Instant;
import java.util.List;

/**
 * A session, complete and fixed: stored before anything starts and never edited.
 *
 * @param id its name for ever
 * @param createdAt wall-clock time of its creation, UTC
 * @param request what was asked for
 * @param nicName the near NIC's name, resolved
 * @param nearAddress the near NIC's address that load leaves from and arrives at
 * @param farHost the far end as configured
 * @param farAddress the far end's address, resolved once and pinned
 * @param near agent at the NIC
 * @param far agent at the server
 * @param streams at least one
 * @param controllerVersion version of the controller that planned it
 */
public record SessionPlan(
        SessionId id,
        Instant createdAt,
        SessionRequest request,
        String nicName,
        String nearAddress,
        String farHost,
        String farAddress,
        AgentId near,
        AgentId far,
        List<StreamSpec> streams,
        String controllerVersion) {

    public SessionPlan {
        streams = List.copyOf(streams);
    }

    /** Seconds that load flows: what is omitted and what is measured. */
    public int loadSeconds() {
        return request.omitSeconds() + request.durationSeconds();
    }
}
