package ranload.deploy;

import java.nio.file.Path;
import java.util.List;
import ranload.link.JvmFlags;

/** How a Java virtual machine is told to run an agent. */
public final class AgentJvm {
    /** The oldest Java that runs an agent. */
    public static final int OLDEST_JAVA = 17;

    /** The same wherever an agent runs. */
    public static final List<String> FLAGS = JvmFlags.AGENT;

    /** The class in an agent's jar that loads what an agent loads, and ends, for an archive of these classes. */
    public static final String REHEARSAL = "ranload.agent.RehearsalMain";

    private AgentJvm() {}

    /**
     * What lets an agent take its classes from an archive of them, which halves the time that it needs to start. A
     * virtual machine that finds the archive to be of another jar or another Java starts without it and without a word.
     *
     * @param archive made at the end of {@code ranload.agent.RehearsalMain}; need not exist
     */
    public static List<String> archived(Path archive) {
        return JvmFlags.archived(archive);
    }
}
