/** Agents on servers that are reached over SSH; the only package that knows the SSH library. */
package ranload.deploy.ssh;
