/** What the bench asks of the machine: network namespaces, child processes, processor time. */
package ranload.controller.bench.host;
