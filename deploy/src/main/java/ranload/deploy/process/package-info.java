/** Agents as child processes of this one. */
package ranload.deploy.process;
