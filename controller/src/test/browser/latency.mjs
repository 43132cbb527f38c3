// Measures how long after its commit a row is on the screen, and whether every row gets there, with many sessions. By hand:
// node latency.mjs URL FOLDER CHROMIUM TCP_PORT [SESSIONS] [HEIGHT_OF_THE_WINDOW]
// A row is published on the event bus when it is committed: its time there, by a client of the TCP bridge, is taken for
// the commit. It is on the screen when the frame after its card was painted begins.
import { createRequire } from 'node:module';
import { launch, open, startSession, url } from './browser.mjs';

const TcpBus = createRequire(import.meta.url)('vertx3-tcp-eventbus-client/lib/tcp-vertx-eventbus.js');
const [port, count = 50, height = 900] = process.argv.slice(5).map(Number);
const PER_CONNECTION = 20;
const SECONDS = 30;
const now = () => performance.timeOrigin + performance.now();

const browser = await launch();
const { page } = await open(browser, { viewport: { width: 1280, height } });
await page.addInitScript(() => {
  globalThis.painted = [];
  new MutationObserver((changes) => requestAnimationFrame(() => {
    const at = performance.timeOrigin + performance.now();
    changes.forEach(({ target }) => {
      const session = target.closest('article')?.dataset.session;
      if (session) {
        globalThis.painted.push([session, target.value, at]);
      }
    });
  })).observe(document, { subtree: true, attributes: true, attributeFilter: ['value'] });
});
await page.goto(`${url}/`);
const committed = new Map();
let bus;
const buses = [];
const ids = [];
for (let i = 0; i < count; i++) {
  if (i % PER_CONNECTION === 0) {
    bus = new TcpBus('127.0.0.1', port);
    buses.push(bus);
    await new Promise((resolve) => { bus.onopen = resolve; });
  }
  const id = await startSession({ bandwidth: 1, duration: SECONDS, direction: 'b' });
  bus.registerHandler(`session.${id}.live`, (error, { body }) => {
    const key = `${id} ${body.interval}`;
    if (!committed.has(key)) {
      committed.set(key, now());
    }
  });
  ids.push(id);
}
await page.locator('#running').evaluate((element) => element.scrollIntoView());
await new Promise((resolve) => { setTimeout(resolve, (SECONDS + 5) * 1000); });
const painted = new Map();
for (const [session, interval, at] of await page.evaluate(() => globalThis.painted)) {
  const key = `${session} ${interval}`;
  if (!painted.has(key)) {
    painted.set(key, at);
  }
}
const seen = new Set(await page.evaluate(() => [...document.querySelectorAll('#running article')].filter((card) => {
  const { top, bottom } = card.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}).map((card) => card.dataset.session)));
const waits = [...painted].filter(([key]) => committed.has(key) && seen.has(key.split(' ')[0])).map(([key, at]) => at - committed.get(key))
  .sort((one, other) => one - other);
const at = (share) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))].toFixed(1);
console.log(`${ids.length} sessions, ${committed.size} seconds committed; ${seen.size} cards in view`);
console.log(`${waits.length} points: median ${at(0.5)} ms, p90 ${at(0.9)}, p99 ${at(0.99)}, most ${at(1)}`);
const missing = [...committed.keys()].filter((key) => seen.has(key.split(' ')[0]) && !painted.has(key));
console.log(`${missing.length} of their seconds came to the screen together with a later one`);
buses.forEach(({ transport }) => transport.destroy());
await browser.close();
