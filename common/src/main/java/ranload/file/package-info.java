/** Whether files may be trusted. */
package ranload.file;
