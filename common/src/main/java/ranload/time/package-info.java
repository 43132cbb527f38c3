/** Clocks as arguments, so that tests can turn them by hand. */
package ranload.time;
