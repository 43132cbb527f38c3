// Two or more sessions over each other, from the second at which the load of each began.
import { get } from './api.js';
import { Stack } from './chart.js';
import { byId, el, say } from './dom.js';
import { savePicture } from './download.js';
import { planLine, resultLines, stateText } from './facts.js';
import { ARROWS, figure, mood, utc } from './format.js';
import { legend } from './legend.js';
import { showLogout } from './login.js';
import { Series } from './series.js';
import { stripsOf } from './strips.js';
import { RUNS } from './theme.js';

const ids = location.pathname.split('/').at(-1).split(',').slice(0, RUNS.length);

async function load(id, index) {
  const [session, rows] = await Promise.all([get(`/sessions/${id}`), get(`/sessions/${id}/data`)]);
  const series = new Series(session);
  rows.forEach((row) => series.add(row));
  return { id, session, series, tone: RUNS[index] };
}

/** A run is called by its label, unless another one has the same. */
function name(runs) {
  const labels = runs.map(({ session }) => session.label);
  return runs.map((run, index) => {
    const { label } = run.session;
    return { ...run, name: !label ? run.id : labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} ${index + 1}` };
  });
}

/** What a protocol does not know is no curve of zeros. */
function has({ session }, strip) {
  return stripsOf(session.protocol).some(({ id }) => id === strip.id);
}

/** Strips that at least one of the runs has, each with a trace for each run and direction; what was offered is left out. */
function stripsFor(runs) {
  const protocols = [...new Set(runs.map(({ session }) => session.protocol))];
  const all = new Map(protocols.flatMap(stripsOf).map((strip) => [strip.id, strip]));
  return [...all.values()].map((strip) => ({
    ...strip,
    traces: runs.flatMap((run, index) => (has(run, strip) ? run.series.directions : []).map((direction) => ({
      group: `${index} ${direction}`,
      label: `${ARROWS[direction]} ${run.name}`,
      tone: run.tone,
      dash: direction === 'u' ? [6, 4] : null,
      values: (columns) => columns.runs[index][direction][strip.id === 'rate' ? 'received' : strip.id],
    }))),
  }));
}

/** All runs on one time axis. */
function align(runs) {
  const all = runs.map(({ series }) => series.columns());
  const filled = all.filter(({ x }) => x.length > 0);
  const first = Math.min(...filled.map(({ x }) => x[0]), 1);
  const last = Math.max(...filled.map(({ x }) => x.at(-1)), 1);
  const x = Array.from({ length: last - first + 1 }, (none, index) => first + index);
  const shifted = all.map((columns, index) => Object.fromEntries(runs[index].series.directions.map((direction) =>
    [direction, Object.fromEntries(Object.entries(columns[direction]).map(([key, values]) =>
      [key, x.map((second) => values[second - columns.x[0]] ?? null)]))])));
  return { x, runs: shifted, outages: [] };
}

function read(runs, second) {
  return runs.flatMap((run) => run.series.directions.map((direction) => {
    const at = run.series.at(direction, second + (run.session.omit ?? 0));
    return at ? `${ARROWS[direction]} ${run.name} ${figure(at.received)} Mbit/s` : null;
  })).filter((part) => part !== null).join(' · ');
}

function describe(run) {
  return el('tr', {},
    el('th', { scope: 'row' }, el('span', { class: `swatch ${run.tone}`, 'aria-hidden': 'true' }),
      el('a', { href: `/show/${run.id}` }, run.id)),
    el('td', { 'data-label': 'Label' }, run.name === run.id ? '' : run.name),
    el('td', { 'data-label': 'State' }, el('span', { class: `badge ${mood(run.session.state)}` }, stateText(run.session))),
    el('td', { 'data-label': 'Plan' }, planLine(run.session), el('div', { class: 'soft' }, `${utc(run.session.start_time)} UTC`)),
    el('td', { 'data-label': 'Result' }, resultLines(run.session).map((line) => el('div', {}, line))));
}

function show(runs) {
  const columns = align(runs);
  const stack = new Stack(byId('curves'), stripsFor(runs), {
    name: `Curves of ${runs.length} sessions over each other; arrow keys read them second by second`,
    height: 280,
    onCursor: (index) => {
      byId('reading').textContent = index === null ? '' : `${columns.x[index]} s: ${read(runs, columns.x[index])}`;
    },
  });
  byId('legend').append(legend(stack));
  stack.show(columns);
  byId('runs').append(...runs.map(describe));
  byId('png').addEventListener('click', () => savePicture(`sessions-${ids.join('-')}.png`, `Sessions ${ids.join(', ')}`,
    runs.map((run) => `${run.name}: ${planLine(run.session)}; ${resultLines(run.session).join('; ')}`), stack));
  byId('compared').hidden = false;
}

showLogout();
Promise.all(ids.map(load)).then((runs) => show(name(runs))).catch((error) => say(error.message, true));
