/** The process that owns sessions: entry, configuration and wiring. */
package ranload.controller;
