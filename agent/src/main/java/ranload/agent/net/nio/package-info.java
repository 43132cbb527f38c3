/** Sockets driven by Java alone, for hosts where the native code does not load. */
package ranload.agent.net.nio;
