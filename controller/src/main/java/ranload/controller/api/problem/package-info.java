/** Errors as a client gets them. */
package ranload.controller.api.problem;
