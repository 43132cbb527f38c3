/** Sessions: planned by a pure function, moved by a pure state machine, driven by one service. */
package ranload.controller.session;
