/** What the packaged program does when a process, a path, a disk or a clock fails under it; and what is left behind. */
package ranload.fault;
