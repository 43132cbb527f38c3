/** Sockets driven by Linux's epoll through native code: every option that the kernel has, at the least cost. */
package ranload.agent.net.epoll;
