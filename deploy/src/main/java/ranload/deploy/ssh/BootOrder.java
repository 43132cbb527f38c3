package ranload.deploy.ssh;

import java.nio.file.Path;

/**
 * What is to run on the server, and from where.
 *
 * @param jar the agent
 * @param runtime folder of a Java here, for a server that has none; null when none is to be sent
 * @param java the program on the server; null when it is to be searched for
 * @param directory the folder there that takes the place of the account's cache; null for that
 */
record BootOrder(AgentJar jar, Path runtime, String java, String directory) {}
