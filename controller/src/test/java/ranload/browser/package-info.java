/** The packaged controller as programs see it: the web page in a real browser, the ecosystem's clients, the contract. */
package ranload.browser;
