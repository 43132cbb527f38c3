/** An agent that dials its controller instead of being started by it: the connection, and who stands behind it. */
package ranload.agent.dial;
