/** From what was sent to what was asked for, or to all that is wrong with it. Pure. */
package ranload.controller.api.form;
