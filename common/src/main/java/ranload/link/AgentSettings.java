package ranload.link;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
 * @param resumeKey secret, 32 to 64 letters and digits, by which the same controller finds a process again whose link
 *     broke while a session ran: a second process that is given the same key becomes the way to the first one. Null when
 *     the process is to end with its link.
 */
public record AgentSettings(
        String nonce,
        AgentId agentId,
        String controllerId,
        String buildId,
        @JsonInclude(JsonInclude.Include.NON_NULL) String spoolDirectory,
        @JsonInclude(JsonInclude.Include.NON_NULL) String resumeKey) {
    public AgentSettings {
        if (!nonce.matches("[A-Za-z0-9]{8,64}")) {
            throw new IllegalArgumentException("nonce: 8 to 64 letters and digits, got '" + nonce + "'");
        }
        if (!controllerId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
            throw new IllegalArgumentException(
                    "controller_id: letters, digits, dot, dash, underscore, got '" + controllerId + "'");
        }
        if (resumeKey != null && !resumeKey.matches("[A-Za-z0-9]{32,64}")) {
            throw new IllegalArgumentException("resume_key: 32 to 64 letters and digits");
        }
    }

    /** Of an agent that ends with its link. */
    public AgentSettings(String nonce, AgentId agentId, String controllerId, String buildId, String spoolDirectory) {
        this(nonce, agentId, controllerId, buildId, spoolDirectory, null);
    }

    /** True when the agent may outlive its link for a while. */
    @JsonIgnore
    public boolean isResumable() {
        return resumeKey != null;
    }

    /** Whether these settings are for the same agent of the same controller, which knows its key. Takes as long either way. */
    public boolean resumes(AgentSettings running) {
        return isResumable()
                && running.isResumable()
                && agentId.equals(running.agentId)
                && controllerId.equals(running.controllerId)
                && buildId.equals(running.buildId)
                && MessageDigest.isEqual(
                        resumeKey.getBytes(StandardCharsets.US_ASCII),
                        running.resumeKey.getBytes(StandardCharsets.US_ASCII));
    }

    /** Everything but the key. */
    @Override
    public String toString() {
        return "AgentSettings[nonce=" + nonce + ", agentId=" + agentId + ", controllerId=" + controllerId + ", buildId="
                + buildId + ", spoolDirectory=" + spoolDirectory + ", resumable=" + isResumable() + "]";
    }
}
