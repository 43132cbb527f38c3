// Both bridges to the event bus by the ecosystem's own clients. Run as: node bus.test.mjs URL FOLDER CHROMIUM TCP_PORT
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { awaitEnd, rest, startSession, until, url } from './browser.mjs';

const require = createRequire(import.meta.url);
const SockJsBus = require('@vertx/eventbus-bridge-client.js');
const TcpBus = require('vertx3-tcp-eventbus-client/lib/tcp-vertx-eventbus.js');
const tcpPort = Number(process.argv[5]);

const BRIDGES = [
  {
    bridge: 'SockJS',
    make: () => new SockJsBus(`${url}/eventbus`),
    why: (error) => error.body,
    end: (bus) => bus.close(),
  },
  {
    bridge: 'TCP',
    make: () => new TcpBus('127.0.0.1', tcpPort),
    why: (error) => error.message,
    end: (bus) => bus.transport.destroy(), // the client's own close() calls what sockets of Node.js do not have
  },
];

/** A client, and what it was refused. */
async function connect({ make, why, end }) {
  const bus = make();
  const refused = [];
  bus.onerror = (error) => refused.push(why(error));
  await new Promise((resolve) => { bus.onopen = resolve; });
  return { bus, refused, end };
}

async function close({ bus, end }) {
  const closed = new Promise((resolve) => { bus.onclose = resolve; });
  end(bus);
  await closed;
}

test('shows clients of both bridges the rows that the database holds, and the states on the way', async () => {
  const clients = await Promise.all([...BRIDGES, ...BRIDGES].map(connect));
  const started = clients.map(() => []);
  clients.forEach(({ bus }, index) => {
    bus.registerHandler('sessions', (error, { body }) => started[index].push(body.session_id));
  });
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
  for (const [index, watched] of seen.entries()) {
    await until('end', () => watched.states.includes('complete'));
    assert.deepEqual(Object.fromEntries([...watched.rows].sort()), Object.fromEntries(Object.entries(stored).sort()));
    assert.ok(started[index].includes(id));
    assert.deepEqual(clients[index].refused, []);
  }
  await Promise.all(clients.map(close));
});

for (const kind of BRIDGES) {
  test(`lets a client of the ${kind.bridge} bridge neither send nor hear anything else`, async () => {
    const client = await connect(kind);
    const { bus, refused } = client;
    const elsewhere = ['agent.near.command', 'controller.event', 'controller.rows', 'controller.committed', 'session.1'];
    const heard = [];
    elsewhere.forEach((address) => bus.registerHandler(address, (error, message) =>
      (error ? refused.push(error.message) : heard.push(message))));
    await until('refused to register', () => refused.length === elsewhere.length);
    for (const address of [...elsewhere, 'sessions', 'session.1.live']) {
      bus.send(address, { type: 'stop' });
      bus.publish(address, { type: 'stop' });
    }
    await until('refused to send', () => refused.length === elsewhere.length * 3 + 4);
    assert.deepEqual([...new Set(refused)], ['access_denied']);
    assert.deepEqual(heard, []);
    await close(client);
  });
}

test('loses no row of fifty sessions that run at once', async () => {
  const watchers = [];
  for (const kind of BRIDGES) {
    for (let i = 0; i < 3; i++) {
      watchers.push({ kind, rows: new Map(), ...await connect(kind) });
    }
  }
  const ids = [];
  while (ids.length < 50) {
    const id = await startSession({ bandwidth: 0.5, duration: 4, direction: 'u' });
    watchers.filter(({ kind }, index) => index % 3 === ids.length % 3).forEach(({ bus, rows }) =>
      bus.registerHandler(`session.${id}.live`, (error, { body }) =>
        rows.set(`${id} ${body.interval}${body.record_type}`, body)));
    ids.push(id);
  }
  const stored = new Map();
  for (const id of ids) {
    await awaitEnd(id);
    (await rest(`/sessions/${id}/data`)).forEach((row) => stored.set(`${id} ${row.interval}${row.record_type}`, row));
  }
  assert.ok(stored.size >= 200);
  for (const { bridge } of BRIDGES) {
    const mine = watchers.filter(({ kind }) => kind.bridge === bridge);
    // A row is heard again with the other end's figures: what was heard last is to be what is stored.
    await until(`rows by ${bridge}`, () => isDeepStrictEqual(new Map(mine.flatMap(({ rows }) => [...rows])), stored));
  }
  watchers.forEach(({ refused }) => assert.deepEqual(refused, []));
  await Promise.all(watchers.map(close));
});
