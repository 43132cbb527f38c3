/** The way to a controller: its REST calls, its live events, and one of our own when none is named. */
package ranload.controller.cli.rest;
