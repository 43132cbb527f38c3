// Which curves a session has: the throughput, and below it on the same time axis what spoils it.
import { ARROWS } from './format.js';

const RECEIVED = { key: 'received', word: 'received', dash: null };
const OFFERED = { key: 'offered', word: 'offered', dash: [6, 4] };

/** Strips from top to bottom: id, title, unit, share of the height, and the figures each shows. */
export function stripsOf(protocol) {
  const rate = { id: 'rate', title: 'Throughput', unit: 'Mbit/s', tall: true, figures: [OFFERED, RECEIVED] };
  const strip = (id, title, unit) => ({ id, title, unit, figures: [{ key: id, word: 'received', dash: null }] });
  return protocol === 'tcp'
    ? [rate, strip('retransmits', 'Retransmits', 'segments'), strip('rtt', 'Round trip', 'ms')]
    : [rate, strip('loss', 'Loss', '%'), strip('jitter', 'Jitter', 'ms'),
      strip('delay', 'Delay above least, p99', 'ms')];
}

/** The same with a trace for each direction of one session. */
export function strips(session, directions) {
  return stripsOf(session.protocol).map((strip) => ({
    ...strip,
    traces: strip.figures.flatMap((figure) => directions.map((direction) => ({
      group: `${direction} ${figure.word}`,
      label: `${ARROWS[direction]} ${figure.word}`,
      tone: direction === 'd' ? 'down' : 'up',
      dash: figure.dash,
      values: (columns) => columns[direction][figure.key],
    }))),
  }));
}
