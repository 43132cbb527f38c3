/** What the owner of a host allows its agent, whoever the controller is. */
package ranload.agent.policy;
