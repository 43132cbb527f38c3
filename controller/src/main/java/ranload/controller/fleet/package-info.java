/** The agents: which exist, what their hosts are like, how they are started again, and the links to them. */
package ranload.controller.fleet;
