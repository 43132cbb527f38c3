/**
 * Carries out the controller's commands on the engine and hands back what it measured, every row kept on disk until the
 * controller has stored it. The only package that sees both Vert.x and the engine.
 */
package ranload.agent.control;
