/** The event bus for watchers by plain TCP, in the frames of the Vert.x TCP event-bus bridge. */
package ranload.controller.api.bridge;
