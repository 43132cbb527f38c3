// Figures and words as people read them.

const DIGITS = [[1000, 0], [100, 1], [10, 2], [0, 3]];

/** A figure with four significant digits or so; a dash for one that is not known. */
export function figure(value, unit = '') {
  if (value === null || value === undefined || Number.isNaN(value)) {
    return '–';
  }
  const [, digits] = DIGITS.find(([least]) => Math.abs(value) >= least);
  const text = value === 0 ? '0' : value.toFixed(digits);
  return unit ? `${text} ${unit}` : text;
}

/** bit/s in Mbit/s. */
export function mbit(bitsPerSecond) {
  return figure(bitsPerSecond === null || bitsPerSecond === undefined ? null : bitsPerSecond / 1e6);
}

export function count(value) {
  return value === null || value === undefined ? '–' : value.toLocaleString('en-US');
}

/** us in ms. */
export function millis(micros) {
  return figure(micros === null || micros === undefined ? null : micros / 1000);
}

/** 2026-11-22 10:31:07, UTC. */
export function utc(time) {
  return time ? new Date(time).toISOString().slice(0, 19).replace('T', ' ') : '–';
}

/** 10:31:07, UTC. */
export function utcClock(time) {
  return time ? new Date(time).toISOString().slice(11, 19) : '–';
}

/** 75 is 1 min 15 s. */
export function seconds(value) {
  if (value < 90) {
    return `${value} s`;
  }
  const parts = [[Math.floor(value / 3600), 'h'], [Math.floor(value / 60) % 60, 'min'], [value % 60, 's']];
  return parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`).join(' ');
}

export const ARROWS = { u: '↑', d: '↓', b: '↓↑' };
export const DIRECTIONS = { u: 'up', d: 'down', b: 'both' };

export function offered(session) {
  return session.bandwidth === 'max' ? 'as fast as possible' : `${session.bandwidth} Mbit/s`;
}

const STATES = {
  pending: 'waiting',
  preparing: 'preparing',
  running: 'running',
  draining: 'draining',
  complete: 'complete',
  complete_with_outage: 'complete, with an outage',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
};

export function stateWord(state) {
  return STATES[state] ?? state;
}

export function hasEnded(state) {
  return !['pending', 'preparing', 'running', 'draining'].includes(state);
}

/** How a state is coloured. */
export function mood(state) {
  if (!hasEnded(state)) {
    return 'active';
  }
  if (state === 'complete') {
    return 'good';
  }
  return state === 'stopped' || state === 'complete_with_outage' ? 'fair' : 'bad';
}

/** Values of the traffic class that have a name: RFC 2474, 2597, 3246. */
export const TOS = {
  CS1: 32, AF11: 40, AF12: 48, AF13: 56, CS2: 64, AF21: 72, AF22: 80, AF23: 88, CS3: 96, AF31: 104, AF32: 112,
  AF33: 120, CS4: 128, AF41: 136, AF42: 144, AF43: 152, CS5: 160, VA: 176, EF: 184, CS6: 192, CS7: 224,
};

export function tosName(tos) {
  const name = Object.keys(TOS).find((known) => TOS[known] === tos);
  return name ? `${name} (${tos})` : String(tos ?? 0);
}
