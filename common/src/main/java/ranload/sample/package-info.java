/** What agents measured: one row per stream, direction, end and second; one result per stream, direction and end. */
package ranload.sample;
