/** Opens, runs and ends the streams of sessions; knows neither Vert.x nor JSON. */
package ranload.agent.engine;
