/** The command line: every command reaches a controller over REST, one of its own when none is named. */
package ranload.controller.cli;
