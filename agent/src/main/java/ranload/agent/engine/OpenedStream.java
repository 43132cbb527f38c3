package ranload.agent.engine;

/**
 * One stream whose socket is open.
 *
 * @param index which stream of the session
 * @param localAddress as bound
 * @param localPort as bound
 * @param rttMicros round trip of the handshake; 0 on the far side
 */
public record OpenedStream(int index, String localAddress, int localPort, long rttMicros) {}
