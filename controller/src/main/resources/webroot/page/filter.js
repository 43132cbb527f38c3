// Which sessions the table shows. The choice is part of the address, so that it outlives a reload and can be sent.
import { byId, el } from './dom.js';
import { stateWord } from './format.js';

const STATES = ['pending', 'preparing', 'running', 'draining', 'complete', 'complete_with_outage', 'stopped', 'failed',
  'interrupted'];
const FIELDS = ['environment', 'label', 'state', 'after', 'before'];

const form = byId('filter');

export function listenToFilter(onChange) {
  form.elements.state.append(...STATES.map((state) => el('option', { value: state }, stateWord(state))));
  const given = new URLSearchParams(location.search);
  FIELDS.forEach((name) => { form.elements[name].value = given.get(name) ?? ''; });
  form.addEventListener('change', () => changed(onChange));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    changed(onChange);
  });
  form.addEventListener('reset', () => setTimeout(() => changed(onChange)));
}

function changed(onChange) {
  const chosen = new URLSearchParams(entries());
  history.replaceState(null, '', chosen.size === 0 ? location.pathname : `?${chosen}`);
  onChange();
}

function entries() {
  return FIELDS.map((name) => [name, form.elements[name].value.trim()]).filter(([, value]) => value !== '');
}

export function offerEnvironments(environments) {
  const select = form.elements.environment;
  const chosen = select.value || new URLSearchParams(location.search).get('environment') || '';
  const names = new Set(environments.map((environment) => environment.name));
  if (chosen) {
    names.add(chosen);
  }
  select.replaceChildren(el('option', { value: '' }, 'any'), ...[...names].map((name) => el('option', { value: name }, name)));
  select.value = chosen;
}

export function offerLabels(sessions) {
  const labels = new Set(sessions.map((session) => session.label).filter((label) => label));
  byId('labels').replaceChildren(...[...labels].map((label) => el('option', { value: label })));
}

/** As the list of sessions takes it. Times are UTC. */
export function filterQuery() {
  return new URLSearchParams(entries().map(([name, value]) =>
    [name, name === 'after' || name === 'before' ? `${value}${value.length === 16 ? ':00' : ''}Z` : value]));
}
