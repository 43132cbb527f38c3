/** agent. */
package ranload.agent;
