// Server-sent events by fetch, because an EventSource cannot send a token. A connection that breaks is taken up again
// after the last event that had an id.
import { request } from './api.js';

const LONGEST_WAIT_MS = 10_000;

/** Takes what has arrived; gives the events that are whole, and keeps the rest. */
export class EventParser {
  #rest = '';

  push(text) {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop();
    return blocks.map(parse).filter((event) => event.data !== '');
  }
}

function parse(block) {
  const event = { name: 'message', id: null, data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(': ');
    const value = line.slice(colon + 2);
    switch (line.slice(0, colon)) {
      case 'event': event.name = value; break;
      case 'id': event.id = value; break;
      case 'data': event.data += value; break;
      default: break;
    }
  }
  return event;
}

/**
 * Follows a stream until `stop` of the answer is called, or the controller has no more to say.
 *
 * @param on open: a connection stands; event(name, data): one event; lost: the connection broke; end: there is no more
 */
export function follow(path, on) {
  const aborter = new AbortController();
  let lastId = null;
  let stopped = false;
  const stop = () => {
    stopped = true;
    aborter.abort();
  };

  async function connect() {
    const headers = { Accept: 'text/event-stream' };
    if (lastId !== null) {
      headers['Last-Event-ID'] = lastId;
    }
    const response = await request(path, { headers, signal: aborter.signal });
    if (response.status === 204) {
      stop();
      return;
    }
    on.open?.(response);
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      for (const event of parser.push(value)) {
        lastId = event.id ?? lastId;
        on.event(event.name, JSON.parse(event.data));
      }
    }
  }

  async function keepOn() {
    let wait = 500;
    while (!stopped) {
      const begun = performance.now();
      try {
        await connect();
      } catch (error) {
        if (error.status >= 400 && error.status < 500 && error.status !== 429) {
          stop();
          on.failed?.(error);
        }
      }
      if (!stopped) {
        on.lost?.();
        wait = performance.now() - begun > LONGEST_WAIT_MS ? 500 : Math.min(2 * wait, LONGEST_WAIT_MS);
        await new Promise((resolve) => { setTimeout(resolve, wait); });
      }
    }
    on.end?.();
  }
  keepOn();
  return { stop };
}
