/** Tests across network namespaces: the lab of {@code deploy/lab} and what the product does in it. Need root. */
package ranload.lab;
