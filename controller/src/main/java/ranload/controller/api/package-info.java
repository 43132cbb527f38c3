/** The REST interface: routes, forms, problems, server-sent events and the bridge for watchers. */
package ranload.controller.api;
