/** The door for agents that dial in: who is let in, and the connection as a pipe to an agent. */
package ranload.controller.dialin;
