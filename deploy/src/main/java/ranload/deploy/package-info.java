/** Starting agents, beside the controller or on a far server, and handing back the byte pipe that leads to them. */
package ranload.deploy;
