// What is known of a session, as tables: totals, how it was asked for, who took part, what went wrong.
import { el } from './dom.js';
import { ARROWS, count, DIRECTIONS, figure, mbit, millis, offered, seconds, stateWord, tosName, utc } from './format.js';

/** State and cause in plain words. */
export function stateText(session) {
  return session.cause ? `${stateWord(session.state)}: ${session.cause.message}` : stateWord(session.state);
}

/** One line: what it asked for. */
export function planLine(session) {
  const parts = [`${ARROWS[session.direction]} ${offered(session)}`, `${session.protocol.toUpperCase()}`,
    seconds(session.duration), `${session.interface} → ${session.environment}`];
  return parts.join(', ');
}

/** One line: what came of it, of each direction. */
export function resultLines(session) {
  return ['d', 'u'].filter((direction) => session.summary?.[direction]).map((direction) => {
    const sum = session.summary[direction];
    const loss = session.protocol === 'tcp'
      ? `${count(sum.retransmits)} ${sum.retransmits === 1 ? 'retransmit' : 'retransmits'}`
      : `${figure(sum.packet_error_rate)} % lost`;
    return `${ARROWS[direction]} ${mbit(sum.throughput_mean)} Mbit/s, ${loss}`;
  });
}

const TOTALS = [
  ['Received, mean', (s) => `${mbit(s.throughput_mean)} Mbit/s`],
  ['Slowest, fastest second', (s) => `${mbit(s.throughput_min)}, ${mbit(s.throughput_max)} Mbit/s`],
  ['Octets received', (s) => count(s.total_bytes)],
  ['Octets sent', (s) => count(s.sent_bytes)],
  ['Datagrams received', (s) => count(s.packets_received), 'udp'],
  ['Lost', (s) => `${count(s.errors)} of ${count(s.packets_sent)} (${figure(s.packet_error_rate)} %)`, 'udp'],
  ['Runs of losses; longest', (s) => `${count(s.loss_runs)}; ${count(s.loss_run_max)}`, 'udp'],
  ['Out of order; duplicates', (s) => `${count(s.packets_out_of_order)}; ${count(s.duplicates)}`, 'udp'],
  ['Jitter, mean; greatest', (s) => `${figure(s.jitter_mean)}; ${figure(s.jitter_max)} ms`, 'udp'],
  ['Retransmits', (s) => count(s.retransmits), 'tcp'],
  ['Round trip, mean', (s) => (s.rtt_ms_mean > 0 ? `${figure(s.rtt_ms_mean)} ms` : '–'), 'tcp'],
  ['Due but not sent', (s) => count(s.not_sent)],
  ['Dropped by the receiving socket', (s) => count(s.socket_drops), 'udp'],
];

const SPREADS = [
  ['Delay above the least', 'delay_variation', 'udp'],
  ['Lateness of writes', 'lateness'],
];

function shown(list, session) {
  return list.filter((entry) => entry.at(-1) !== (session.protocol === 'tcp' ? 'udp' : 'tcp'));
}

function table(caption, head, rows) {
  return el('div', { class: `wide ${caption.toLowerCase().replaceAll(' ', '-')}`, tabindex: '0', role: 'region', 'aria-label': caption },
    el('table', {}, el('caption', {}, caption),
      el('thead', {}, el('tr', {}, head.map((cell) => (cell ? el('th', { scope: 'col' }, cell) : el('td', {}))))),
      el('tbody', {}, rows.map(([first, ...cells]) => el('tr', {}, el('th', { scope: 'row' }, first),
        cells.map((cell) => el('td', {}, cell)))))));
}

export function totals(session) {
  const directions = ['d', 'u'].filter((direction) => session.summary?.[direction]);
  if (directions.length === 0) {
    return el('p', {}, 'Nothing was measured yet.');
  }
  const head = ['', ...directions.map((direction) => `${ARROWS[direction]} ${DIRECTIONS[direction]}`)];
  return table('Totals', head, shown(TOTALS, session).map(([name, value]) =>
    [name, ...directions.map((direction) => value(session.summary[direction]))]));
}

export function percentiles(session) {
  const rows = ['d', 'u'].filter((direction) => session.summary?.[direction]).flatMap((direction) =>
    shown(SPREADS, session).map(([name, key]) => [`${ARROWS[direction]} ${name}, ms`,
      ...['p50', 'p90', 'p99', 'max'].map((part) => millis(session.summary[direction][`${key}_${part}_us`]))]));
  return table('Percentiles', ['', 'half', '90 %', '99 %', 'greatest'], rows);
}

export function plan(session) {
  const udp = session.protocol === 'udp';
  return pairs([
    ['Direction', `${ARROWS[session.direction]} ${DIRECTIONS[session.direction]}`],
    ['Offered', offered(session)],
    ['Duration', session.omit ? `${seconds(session.duration)} after ${session.omit} s left out` : seconds(session.duration)],
    ['Protocol', `${session.protocol.toUpperCase()}, ${session.streams} ${session.streams === 1 ? 'stream' : 'streams'}`],
    ['Datagram', udp ? `${session.datagram_size} octets` : null],
    ['ToS', tosName(session.tos)],
    ['Pacing', session.pacing ? `${session.pacing}, bursts of up to ${session.max_burst} µs` : null],
    ['Interface', session.interface],
    ['Environment', session.environment],
    ['Label', session.label || null],
  ]);
}

export function ends(session) {
  const end = (ip, port) => (ip ? `${ip}${port ? ` port ${port}` : ''}` : '–');
  return pairs([
    ['Near end', `${session.near_agent}: ${end(session.local_ip, session.local_port)}`],
    ['Far end', `${session.far_agent}: ${end(session.remote_ip, session.remote_port)}`],
    ['Asked for', `${utc(session.created_at)} UTC`],
    ['Load began', `${utc(session.start_time)} UTC`],
    ['Ended', session.end_time ? `${utc(session.end_time)} UTC` : '–'],
    ['Version', session.controller_version],
  ]);
}

function pairs(entries) {
  return el('dl', { class: 'pairs' }, entries.filter(([, value]) => value !== null).map(([name, value]) =>
    el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

export function warnings(session) {
  const list = session.warnings ?? [];
  return list.length === 0 ? null : el('section', {}, el('h2', {}, 'Warnings'), el('ul', { class: 'steps' },
    list.map((warning) => el('li', {}, `${warning.agent}: ${warning.message} `,
      el('span', { class: 'soft' }, `(${warning.code}, ${utc(warning.timestamp)} UTC)`)))));
}

/** When and for how long an end did not hear the other. */
export function outages(session) {
  const list = session.outages ?? [];
  return list.length === 0 ? null : table('Outages', ['Noted by', 'Began, UTC', 'Lasted'],
    list.map((outage) => [outage.agent, utc(outage.started_at), figure(outage.duration_ms / 1000, 's')]));
}

/** Each end's last word on each stream. */
export function results(session) {
  const list = session.results ?? [];
  return list.length === 0 ? null : table('Ends of streams',
    ['', 'End', 'Rows', 'Octets', 'Packets', 'Outages, s', 'How', 'Cause'],
    list.map((result) => [`${ARROWS[result.record_type]} ${result.stream}`, `${result.role} at ${result.agent}`,
      count(result.rows), count(result.octets), count(result.packets), figure(result.outage_ms / 1000),
      result.io ?? '–', result.cause?.message ?? '–']));
}
