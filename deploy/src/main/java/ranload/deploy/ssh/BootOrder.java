package ranload.deploy.ssh;

/**
 * What is to run on the server, and from where.
 *
 * @param jar the agent
 * @param runtimes for a server that has no Java
 * @param java the program on the server; null when it is to be searched for
 * @param directory the folder there that takes the place of the account's cache; null for that
 */
record BootOrder(AgentJar jar, FarRuntimes runtimes, String java, String directory) {}
