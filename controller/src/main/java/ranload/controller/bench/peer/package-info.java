/** Those that are compared: how each is run and how its output is read. */
package ranload.controller.bench.peer;
