/** What a person or a script gets to see of a session: rows in order, the live table, the CSV file, the summary. */
package ranload.controller.cli.view;
