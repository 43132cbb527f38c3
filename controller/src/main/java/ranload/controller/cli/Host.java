package ranload.controller.cli;

import java.nio.file.Path;

/**
 * What the process was given by its surroundings, so that no command asks for it behind its caller's back.
 *
 * @param version of this program
 * @param java executable that runs agents on this machine
 * @param agentJar the agent, also sent to far hosts
 * @param username of whoever runs the process
 * @param terminal what standard error is
 */
public record Host(String version, Path java, Path agentJar, String username, Terminal terminal) {}
