// Buttons that hide and show curves, and what the curves say at the cursor.
import { el } from './dom.js';
import { figure, utcClock } from './format.js';

/** One button for each group of traces. */
export function legend(stack) {
  const groups = new Map();
  stack.strips.forEach((strip) => strip.traces.forEach((trace) => {
    if (!groups.has(trace.group)) {
      groups.set(trace.group, trace);
    }
  }));
  return el('div', { class: 'legend', role: 'group', 'aria-label': 'Curves' }, [...groups].map(([group, trace]) => {
    const button = el('button', { type: 'button', 'aria-pressed': 'true', click: () => {
      const visible = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(visible));
      stack.toggle(group, visible);
    } }, el('span', { class: `swatch ${trace.tone} ${trace.dash ? 'dashed' : ''}`, 'aria-hidden': 'true' }),
    trace.label);
    return button;
  }));
}

/** What a session's curves say in one second. */
export function reading(series, x) {
  const interval = x + (series.session.omit ?? 0);
  const parts = series.directions.map((direction) => {
    const at = series.at(direction, interval);
    if (!at) {
      return null;
    }
    const rate = `${direction === 'd' ? '↓' : '↑'} ${figure(at.received)} of ${figure(at.offered)} Mbit/s`;
    return series.tcp
      ? `${rate}, ${figure(at.retransmits)} retransmits, round trip ${figure(at.rtt, 'ms')}`
      : `${rate}, loss ${figure(at.loss)} %, jitter ${figure(at.jitter, 'ms')}, delay +${figure(at.delay, 'ms')}`;
  }).filter((part) => part !== null);
  const time = series.at(series.directions[0], interval)?.time ?? series.at(series.directions.at(-1), interval)?.time;
  return parts.length === 0 ? '' : `${x} s (${utcClock(time)} UTC): ${parts.join(' · ')}`;
}
