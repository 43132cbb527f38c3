// One session that runs: what it is, how far it is, its curves.
import { stop } from './api.js';
import { Stack } from './chart.js';
import { act, el } from './dom.js';
import { planLine, stateText } from './facts.js';
import { hasEnded, mood, stateWord } from './format.js';
import { legend, reading } from './legend.js';
import { Series } from './series.js';
import { strips } from './strips.js';

const SECONDS_SHOWN = 300;

export class Card {
  #stack;
  #seen = false;
  #changed = true;
  #badge = el('span', { class: 'badge' });
  #progress;
  #reading = el('output', { class: 'reading' });
  #curves = el('div');
  #stop;

  constructor(session) {
    this.session = session;
    this.series = new Series(session);
    this.#progress = el('progress', { max: session.duration, value: 0, 'aria-label': 'Measured seconds' });
    this.#stop = el('button', { type: 'button', click: () => act(this.#stop, () => stop(session.session_id)) }, 'Stop');
    this.#stack = new Stack(this.#curves, strips(session, this.series.directions), {
      name: `Curves of session ${session.session_id}`,
      height: 150,
      asleep: true,
      onCursor: (index) => this.#read(index),
    });
    this.element = el('article', { class: 'card', 'aria-label': `Session ${session.session_id}` },
      el('header', {},
        el('h3', {}, el('a', { href: `/show/${session.session_id}` }, String(session.session_id)),
          session.label ? ` ${session.label}` : ''),
        this.#badge, this.#stop),
      el('p', { class: 'soft' }, planLine(session)),
      this.#progress, legend(this.#stack), this.#curves, this.#reading);
    this.state(session);
  }

  /** Takes a row; it is painted with the next call of paint. */
  row(row) {
    if (this.series.add(row)) {
      this.series.keep(SECONDS_SHOWN);
      this.#changed = true;
    }
  }

  state(change) {
    Object.assign(this.session, { state: change.state, cause: change.cause });
    this.#badge.textContent = stateWord(change.state);
    this.#badge.className = `badge ${mood(change.state)}`;
    this.#badge.title = stateText(this.session);
    this.#stop.hidden = hasEnded(change.state);
  }

  /** In view or not: what nobody sees is not painted. */
  inView(seen) {
    this.#seen = seen;
    this.#stack.wake(seen);
    this.paint();
  }

  paint() {
    if (!this.#seen || !this.#changed) {
      return;
    }
    this.#changed = false;
    const columns = this.series.columns();
    this.#x = columns.x;
    this.#stack.show({ ...columns, outages: this.series.outages() });
    this.#progress.value = Math.max(0, Math.min(this.session.duration, columns.x.at(-1) ?? 0));
    if (!this.#pointing) {
      this.#read(null);
    }
  }

  #x = [];
  #pointing = false;

  /** The second under the cursor, else the newest that both ends have told of. */
  #read(index) {
    this.#pointing = index !== null;
    const at = index ?? this.#x.length - 2;
    this.#reading.textContent = at >= 0 && at < this.#x.length ? reading(this.series, this.#x[at]) : '';
  }

  remove() {
    this.#stack.destroy();
    this.element.remove();
  }
}
