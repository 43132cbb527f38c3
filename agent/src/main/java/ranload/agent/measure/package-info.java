/** What is counted of load: loss, order, duplicates, jitter, lateness. Pure, one writer, time as an argument. */
package ranload.agent.measure;
