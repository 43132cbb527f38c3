/** From what was stored to what watchers see. */
package ranload.controller.live;
