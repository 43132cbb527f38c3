/** Who may reach the controller, and how it listens. */
package ranload.controller.api.access;
