/** What stored rows say in the end: summaries and files for people and spreadsheets. */
package ranload.controller.report;
