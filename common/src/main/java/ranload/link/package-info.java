/** The control link: two event buses joined by frames over a byte stream, whoever carries that stream. */
package ranload.link;
