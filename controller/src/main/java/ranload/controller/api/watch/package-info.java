/** What is stored, sent to watchers as it is stored: server-sent events that can be taken up where they broke off. */
package ranload.controller.api.watch;
