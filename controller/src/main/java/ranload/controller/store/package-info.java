/** Sessions and rows on disk: SQLite through the Vert.x JDBC client, one writer, group commits. */
package ranload.controller.store;
