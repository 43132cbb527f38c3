/** Man pages and completions of shells, written from what the commands say of themselves. */
package ranload.controller.cli.manual;
