/** deploy. */
package ranload.deploy;
