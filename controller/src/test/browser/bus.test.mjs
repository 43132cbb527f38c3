// The event-bus bridge by the ecosystem's own client. Run as: node bus.test.mjs URL FOLDER CHROMIUM
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { awaitEnd, rest, startSession, until, url } from './browser.mjs';

const EventBus = createRequire(import.meta.url)('@vertx/eventbus-bridge-client.js');

/** A client and what it was refused. */
async function connect() {
  const bus = new EventBus(`${url}/eventbus`);
  const refused = [];
  bus.onerror = (error) => refused.push(error.body);
  await new Promise((resolve) => { bus.onopen = resolve; });
  return { bus, refused };
}

test('shows two clients the rows that the database holds, and the states on the way', async () => {
  const clients = await Promise.all([connect(), connect()]);
  const id = await startSession({ bandwidth: 2, duration: 3 });
  const seen = clients.map(({ bus }) => {
    const watched = { rows: new Map(), states: [] };
    bus.registerHandler(`session.${id}.live`, (error, { body }) => {
      watched.rows.set(`${body.interval}${body.record_type}`, body);
    });
    bus.registerHandler(`session.${id}.state`, (error, { body }) => watched.states.push(body.state));
    return watched;
  });
  await awaitEnd(id);
  const stored = Object.fromEntries((await rest(`/sessions/${id}/data`)).map((row) =>
    [`${row.interval}${row.record_type}`, row]));
  assert.ok(Object.keys(stored).length >= 6);
  for (const watched of seen) {
    await until('end', () => watched.states.includes('complete'));
    assert.deepEqual(Object.fromEntries([...watched.rows].sort()), Object.fromEntries(Object.entries(stored).sort()));
  }
  clients.forEach(({ bus, refused }) => {
    assert.deepEqual(refused, []);
    bus.close();
  });
});

test('lets a client neither send nor hear anything else', async () => {
  const { bus, refused } = await connect();
  const elsewhere = ['agent.near.command', 'controller.event', 'controller.rows', 'controller.committed', 'session.1'];
  elsewhere.forEach((address) => bus.registerHandler(address, () => {}));
  await until('refused to register', () => refused.length === elsewhere.length);
  for (const address of [...elsewhere, 'sessions', 'session.1.live']) {
    bus.send(address, { type: 'stop' });
    bus.publish(address, { type: 'stop' });
  }
  await until('refused to send', () => refused.length === elsewhere.length * 3 + 4);
  assert.deepEqual([...new Set(refused)], ['access_denied']);
  bus.close();
});
