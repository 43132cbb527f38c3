/** The agent's process: its main class, its standard streams, and the wiring. */
package ranload.agent;
