package ranload.link;

import com.fasterxml.jackson.annotation.JsonInclude;
import ranload.session.AgentId;

/**
 * What an agent has to know before it can talk: one line of JSON, the first thing on its stdin.
 *
 * @param nonce 8 to 64 letters and digits that the agent repeats, so that nothing else is taken for its first line
 * @param agentId who it is
 * @param controllerId whose it is; names a folder, so of the same form as an agent's id
 * @param buildId the controller's; an agent of another build refuses to run
 * @param spoolDirectory where rows are kept until they are acknowledged; null for
 *     {@code ~/.cache/ran-load-generator/spool}
 */
public record AgentSettings(
        String nonce,
        AgentId agentId,
        String controllerId,
        String buildId,
        @JsonInclude(JsonInclude.Include.NON_NULL) String spoolDirectory) {
    public AgentSettings {
        if (!nonce.matches("[A-Za-z0-9]{8,64}")) {
            throw new IllegalArgumentException("nonce: 8 to 64 letters and digits, got '" + nonce + "'");
        }
        if (!controllerId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            throw new IllegalArgumentException(
                    "controller_id: letters, digits, dot, dash, underscore, got '" + controllerId + "'");
        }
    }
}
