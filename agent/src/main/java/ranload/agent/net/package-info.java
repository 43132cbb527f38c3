/** The host's side of the data plane: NICs, addresses, socket options, TCP_INFO. */
package ranload.agent.net;
