/** When load is due: pure arithmetic, and the thread that keeps to it. */
package ranload.agent.pacing;
