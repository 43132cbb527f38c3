/** Bytes of the data plane as {@code agent/PROTOCOL.md} lays them out, and the proof that a peer agreed to load. */
package ranload.agent.wire;
