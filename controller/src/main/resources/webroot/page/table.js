// The table of sessions: what became of each, and what can be done with it.
import { get, repeat, stop } from './api.js';
import { act, byId, el, say } from './dom.js';
import { askAndErase } from './erase.js';
import { planLine, resultLines } from './facts.js';
import { filterQuery, offerLabels } from './filter.js';
import { hasEnded, mood, stateWord, utc } from './format.js';

const PAGE = 25;
const ASKED_AT_ONCE = 3;

export class Table {
  #sessions = [];
  #selected = new Set();
  /** An ended session's summary stays as it is. */
  #summaries = new Map();
  #wanted = [];
  #asked = 0;
  #pending = null;
  #generation = 0;

  constructor() {
    byId('more').addEventListener('click', () => act(byId('more'), () => this.#load(this.#sessions.at(-1).session_id)));
    byId('overlay').addEventListener('click', () => { location.href = `/compare/${[...this.#selected].join(',')}`; });
    byId('erase').addEventListener('click', () => act(byId('erase'), () => this.#erase([...this.#selected])));
  }

  /** Soon, once for all reasons that come meanwhile. */
  refreshSoon() {
    this.#pending ??= setTimeout(() => {
      this.#pending = null;
      this.refresh();
    }, 300);
  }

  async refresh() {
    try {
      await this.#load(null);
    } catch (error) {
      say(error.message, true);
    }
  }

  async #load(before) {
    const query = filterQuery();
    const isNarrowed = query.size > 0;
    query.set('limit', String(PAGE));
    if (before !== null) {
      query.set('before', String(before));
    }
    const generation = ++this.#generation;
    const page = await get(`/sessions?${query}`);
    if (generation !== this.#generation) {
      return;
    }
    this.#sessions = before === null ? page : [...this.#sessions, ...page];
    byId('more').hidden = page.length < PAGE;
    byId('none').hidden = this.#sessions.length > 0;
    byId('none').textContent = isNarrowed ? 'There is no such session.' : 'There is no session yet.';
    offerLabels(this.#sessions);
    this.#show();
  }

  #show() {
    const held = document.activeElement?.closest('[data-key]')?.dataset.key;
    const ids = new Set(this.#sessions.map((session) => String(session.session_id)));
    this.#selected = new Set([...this.#selected].filter((id) => ids.has(id)));
    this.#wanted = [];
    byId('sessions').replaceChildren(...this.#sessions.map((session) => this.#row(session)));
    for (let asker = 0; asker < ASKED_AT_ONCE; asker++) {
      this.#ask();
    }
    this.#showChosen();
    if (held) {
      document.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
    }
  }

  #row(session) {
    const id = String(session.session_id);
    const result = el('td', { class: 'result', 'data-label': 'Result' },
      session.cause ? el('div', { class: 'cause' }, session.cause.message) : null);
    this.#summarize(session, result);
    const check = el('input', { type: 'checkbox', 'aria-label': `Choose ${id}`, 'data-key': `check ${id}`, change: () => {
      this.#selected[check.checked ? 'add' : 'delete'](id);
      this.#showChosen();
    } });
    check.checked = this.#selected.has(id);
    return el('tr', {},
      el('td', { class: 'check' }, check),
      el('th', { scope: 'row' }, el('a', { href: `/show/${id}`, 'data-key': `show ${id}` }, id),
        el('div', { class: 'soft' }, `${utc(session.start_time)} UTC`)),
      el('td', { 'data-label': 'State' }, el('span', { class: `badge ${mood(session.state)}` }, stateWord(session.state))),
      el('td', { 'data-label': 'Plan' }, planLine(session)),
      el('td', { 'data-label': 'Label' }, session.label ?? ''),
      result,
      el('td', { class: 'actions' }, this.#actions(session, id)));
  }

  #actions(session, id) {
    const button = (text, action) => {
      const made = el('button', { type: 'button', 'data-key': `${text} ${id}`, click: () => act(made, action) }, text,
        el('span', { class: 'unseen' }, ` ${id}`));
      return made;
    };
    return [
      hasEnded(session.state) ? null : button('Stop', () => stop(id)),
      button('Repeat', async () => {
        const next = await repeat(id);
        say(el('span', {}, 'Started ', el('a', { href: `/show/${next}` }, String(next))));
      }),
      hasEnded(session.state) ? button('Delete', () => this.#erase([id])) : null,
    ];
  }

  async #erase(ids) {
    if (await askAndErase(ids)) {
      say(ids.length === 1 ? `Deleted ${ids[0]}` : `Deleted ${ids.length} sessions`);
    }
    await this.#load(null);
  }

  #showChosen() {
    const chosen = this.#sessions.filter((session) => this.#selected.has(String(session.session_id)));
    byId('overlay').disabled = chosen.length < 2 || chosen.length > 6;
    byId('erase').disabled = chosen.length === 0 || chosen.some((session) => !hasEnded(session.state));
  }

  /** Summaries are asked for a few at a time, the uppermost first. */
  #summarize(session, place) {
    const known = this.#summaries.get(session.session_id);
    if (known) {
      place.append(...known.map((line) => el('div', {}, line)));
    } else if (hasEnded(session.state)) {
      this.#wanted.push({ id: session.session_id, place });
    }
  }

  async #ask() {
    if (this.#asked >= ASKED_AT_ONCE || this.#wanted.length === 0) {
      return;
    }
    const { id, place } = this.#wanted.shift();
    this.#asked++;
    try {
      if (place.isConnected) {
        const lines = resultLines(await get(`/sessions/${id}`));
        this.#summaries.set(id, lines);
        place.append(...lines.map((line) => el('div', {}, line)));
      }
    } catch {
      place.append('–');
    } finally {
      this.#asked--;
      this.#ask();
    }
  }
}
