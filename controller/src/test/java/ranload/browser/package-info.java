/** The web page in a real browser, and the ecosystem's clients, against the packaged controller. */
package ranload.browser;
