/** What the bench measured, and how it is ordered, summed up and shown; pure. */
package ranload.controller.bench.figure;
