// The agents and the far ends: whether they are there, what they are, what hinders them.
import { get, post } from './api.js';
import { act, byId, el } from './dom.js';
import { utc } from './format.js';

const agents = new Map();

export async function refreshAgents() {
  (await get('/agents')).forEach((agent) => agents.set(agent.agent_id, agent));
  showAgents();
}

/** Takes an agent as it is now. */
export function agentChanged(agent) {
  agents.set(agent.agent_id, agent);
  showAgents();
}

function showAgents() {
  byId('agents').replaceChildren(...[...agents.values()].map(agentCard));
}

const MOODS = { up: 'good', starting: 'active', down: 'fair' };

function agentCard(agent) {
  const silent = agent.quiet_seconds > 6 ? `, silent for ${Math.round(agent.quiet_seconds)} s` : '';
  const facts = [
    ['Environment', agent.environment],
    ['Since', `${utc(agent.since)} UTC`],
    ['Host', agent.host],
    ['Kernel', agent.kernel],
    ['Java', agent.java],
    ['Processors', agent.cpus],
    ['Last failure', agent.last_failure?.message],
  ].filter(([, value]) => value !== null && value !== undefined);
  return el('article', { class: 'card', 'aria-label': `Agent ${agent.agent_id}` },
    el('header', {}, el('h3', {}, agent.agent_id),
      el('span', { class: `badge ${MOODS[agent.state] ?? 'fair'}` }, `${agent.state}${silent}`)),
    el('dl', { class: 'pairs' }, facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))),
    agent.nics ? el('ul', { class: 'nics' }, agent.nics.map((nic) => el('li', { class: nic.up ? '' : 'soft' },
      `${nic.name}${nic.up ? '' : ' (down)'}, MTU ${nic.mtu}: ${nic.addresses.join(', ') || 'no address'}`))) : null);
}

export function showEnvironments(environments) {
  byId('environments').replaceChildren(...environments.map(environmentCard));
}

function environmentCard(environment) {
  const steps = el('div', { role: 'status' });
  const examine = el('button', { type: 'button', click: () => act(examine, async () => {
    steps.replaceChildren(el('p', {}, 'Examining…'));
    try {
      const found = await post(`/environments/${encodeURIComponent(environment.name)}/doctor`, []);
      steps.replaceChildren(el('ol', { class: 'steps' }, found.map(step)));
    } catch (error) {
      steps.replaceChildren();
      throw error;
    }
  }) }, 'Examine', el('span', { class: 'unseen' }, ` ${environment.name}`));
  const address = environment.username
    ? `${environment.username}@${environment.hostname}:${environment.ssh_port}`
    : environment.hostname;
  return el('article', { class: 'card', 'aria-label': `Environment ${environment.name}` },
    el('header', {}, el('h3', {}, environment.name), examine),
    el('p', { class: 'soft' }, address, environment.data_address ? `, load to ${environment.data_address}` : ''),
    steps);
}

function step({ name, ok, finding, cure }) {
  return el('li', {}, el('span', { class: `badge ${ok ? 'good' : 'bad'}` }, ok ? 'right' : 'wrong'), ` ${name}: ${finding}`,
    cure ? el('div', { class: 'cure' }, cure) : null);
}
