/** The bench: this program beside other load generators and the machine's limit, in turn, on one machine. */
package ranload.controller.bench;
