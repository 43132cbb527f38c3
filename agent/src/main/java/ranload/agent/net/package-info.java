/** The host's side of the data plane: NICs, addresses, and the sockets that load travels on, whatever drives them. */
package ranload.agent.net;
