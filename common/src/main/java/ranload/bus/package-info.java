/**
 * The control protocol: every message between controller and agents, the addresses they go to, and the typed way onto
 * the Vert.x event bus.
 */
package ranload.bus;
