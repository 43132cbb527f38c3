/** What is written to the log, and how much of it. */
package ranload.controller.log;
