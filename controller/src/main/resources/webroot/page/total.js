// What all sessions together received in each of the last 60 seconds.
import { Stack } from './chart.js';
import { byId } from './dom.js';
import { figure } from './format.js';
import { legend } from './legend.js';

const SECONDS_SHOWN = 60;
const SECONDS_KEPT = 75;

/** Rows of a second arrive up to this much later: newer seconds are not whole yet. */
const LATEST_SECONDS = 2;

export class Total {
  #bins = new Map();
  #given = new Map();
  #now = () => Date.now() / 1000;

  constructor() {
    const line = (tone, label) => ({ group: label, label, tone, dash: null, values: (columns) => columns[tone] });
    this.stack = new Stack(byId('total'), [{ id: 'total', title: 'All sessions, received', unit: 'Mbit/s', tall: true,
      traces: [line('down', '↓ down'), line('up', '↑ up')] }], {
      name: 'What all sessions received in the last 60 seconds',
      height: 130,
      clock: true,
      range: () => [this.#end() - SECONDS_SHOWN, this.#end()],
    });
    byId('total-legend').append(legend(this.stack));
    setInterval(() => this.#paint(), 1000);
  }

  /** Goes by the controller's clock. */
  clock(response) {
    const theirs = Date.parse(response.headers.get('Date') ?? '');
    if (!Number.isNaN(theirs)) {
      const ahead = theirs - Date.now();
      this.#now = () => (Date.now() + ahead) / 1000;
    }
  }

  /** Spreads what a row counts over the seconds of the day that it lies in. */
  row(row) {
    const end = Date.parse(row.timestamp) / 1000;
    if (end < this.#now() - SECONDS_KEPT || row.sample_duration <= 0) {
      return;
    }
    const key = `${row.session_id} ${row.record_type} ${row.interval}`;
    this.#add(this.#given.get(key), -1);
    const given = { end, begin: end - row.sample_duration, bits: row.total_bytes * 8, tone: row.record_type };
    this.#given.set(key, given);
    this.#add(given, 1);
  }

  #add(given, sign) {
    if (!given) {
      return;
    }
    const rate = given.bits / (given.end - given.begin);
    for (let second = Math.floor(given.begin); second < given.end; second++) {
      const part = Math.min(given.end, second + 1) - Math.max(given.begin, second);
      const bin = this.#bins.get(second) ?? { u: 0, d: 0 };
      bin[given.tone] += sign * rate * part;
      this.#bins.set(second, bin);
    }
  }

  #end() {
    return Math.floor(this.#now()) - LATEST_SECONDS;
  }

  #paint() {
    const end = this.#end();
    for (const [key, given] of this.#given) {
      if (given.end < end - SECONDS_KEPT) {
        this.#given.delete(key);
      }
    }
    for (const second of this.#bins.keys()) {
      if (second < end - SECONDS_KEPT) {
        this.#bins.delete(second);
      }
    }
    const columns = { x: [], up: [], down: [], outages: [] };
    for (let second = end - SECONDS_SHOWN; second <= end; second++) {
      const bin = this.#bins.get(second - 1);
      columns.x.push(second);
      columns.down.push(Math.max(0, bin?.d ?? 0) / 1e6);
      columns.up.push(Math.max(0, bin?.u ?? 0) / 1e6);
    }
    this.stack.show(columns);
    byId('total-now').textContent = `↓ ${figure(columns.down.at(-1))}, ↑ ${figure(columns.up.at(-1))} Mbit/s`;
  }
}
