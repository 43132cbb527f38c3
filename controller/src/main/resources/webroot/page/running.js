// The sessions that run, each with its card.
import { get } from './api.js';
import { Card } from './card.js';
import { byId, say } from './dom.js';
import { hasEnded } from './format.js';

const ENDED_STAY_MS = 60_000;
const MOST_CARDS = 200;

/** So many rows of sessions that are not known yet are kept while their sessions are asked for. */
const MOST_WAITING = 20_000;

export class Running {
  #cards = new Map();
  #waiting = new Map();
  #asking = null;
  #askAgain = false;
  #painting = false;
  #eye = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      this.#cards.get(entry.target.dataset.session)?.inView(entry.isIntersecting);
    }
  }, { rootMargin: '200px' });

  /** Asks which sessions run; those that are known stay. */
  refresh() {
    if (this.#asking) {
      // What is being asked may have been answered before this change.
      this.#askAgain = true;
      return this.#asking;
    }
    this.#asking = this.#ask().catch((error) => say(error.message, true)).finally(() => { this.#asking = null; });
    return this.#asking;
  }

  async #ask() {
    do {
      this.#askAgain = false;
      const sessions = await get(`/sessions/active?limit=${MOST_CARDS}`);
      sessions.reverse().forEach((session) => this.#put(session));
      this.#count();
    } while (this.#askAgain);
    this.#waiting.clear();
  }

  row(row) {
    const id = String(row.session_id);
    const card = this.#cards.get(id);
    if (card) {
      card.row(row);
      this.#paintSoon();
    } else if (this.#asking && this.#waiting.size < MOST_WAITING) {
      // Its session is being asked for.
      this.#waiting.set(`${id} ${row.record_type} ${row.interval}`, row);
    }
  }

  state(change) {
    const id = String(change.session_id);
    const card = this.#cards.get(id);
    if (card) {
      card.state(change);
      if (hasEnded(change.state)) {
        setTimeout(() => this.#remove(id), ENDED_STAY_MS);
      }
      this.#count();
    } else if (!hasEnded(change.state)) {
      this.refresh();
    }
  }

  #put(session) {
    const id = String(session.session_id);
    const known = this.#cards.get(id);
    if (known) {
      known.state(session);
      return;
    }
    const card = new Card(session);
    card.element.dataset.session = id;
    this.#cards.set(id, card);
    byId('running').prepend(card.element);
    this.#eye.observe(card.element);
    for (const row of this.#waiting.values()) {
      if (String(row.session_id) === id) {
        card.row(row);
      }
    }
    this.#paintSoon();
  }

  #remove(id) {
    const card = this.#cards.get(id);
    if (card) {
      this.#eye.unobserve(card.element);
      card.remove();
      this.#cards.delete(id);
      this.#count();
    }
  }

  #count() {
    const running = [...this.#cards.values()].filter((card) => !hasEnded(card.session.state)).length;
    byId('running-count').textContent = running === 0 ? 'none' : String(running);
    byId('running-none').hidden = this.#cards.size > 0;
  }

  /** All rows that come before a frame are painted in it. */
  #paintSoon() {
    if (!this.#painting) {
      this.#painting = true;
      requestAnimationFrame(() => {
        this.#painting = false;
        this.#cards.forEach((card) => card.paint());
      });
    }
  }
}
