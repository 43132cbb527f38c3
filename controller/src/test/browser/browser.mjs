// Chromium as the tests use it. What a page does that it must not is gathered, whatever the test looks at.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

export const [url, out, chromiumPath] = process.argv.slice(2);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE_MS = 60_000; // a busy machine takes long to paint

mkdirSync(out, { recursive: true });

export async function launch() {
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/** A page and what went wrong on it: violations of its policy, errors, calls of other hosts, addresses with a token. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  const requests = [];
  page.setDefaultTimeout(PATIENCE_MS);
  await context.exposeBinding('noteViolation', (source, text) => faults.push(`policy: ${text}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      globalThis.noteViolation(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.stack}`));
  page.on('request', (request) => {
    requests.push(request.url());
    if (!/^(blob|data|file):/.test(request.url()) && !request.url().startsWith(`${url}/`)) {
      faults.push(`foreign: ${request.url()}`);
    }
  });
  return { context, page, faults, requests };
}

export async function assertAccessible(page, name) {
  await page.evaluate(`${AXE};0`);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  assert.ok(passes.length > 10, `${name}: axe has looked at ${passes.length} rules only`);
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`), [], name);
}

export async function picture(page, name) {
  await page.screenshot({ path: `${out}/${name}.png`, fullPage: true });
}

/** How much of a chart has the colour of each tone, and a mark that changes with the picture. */
export async function painted(chart, tones) {
  return chart.evaluate((canvas, names) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const style = getComputedStyle(document.documentElement);
    const colours = names.map((name) => style.getPropertyValue(`--${name}`).trim().match(/[0-9a-f]{2}/gi)
      .map((part) => parseInt(part, 16)));
    const counts = names.map(() => 0);
    let mark = 0;
    for (let i = 0; i < data.length; i += 4) {
      mark = (mark * 31 + data[i] + 7 * data[i + 1] + 13 * data[i + 3]) % 1_000_000_007;
      colours.forEach((colour, index) => {
        if (data[i + 3] > 200 && colour.every((part, channel) => Math.abs(part - data[i + channel]) < 24)) {
          counts[index]++;
        }
      });
    }
    return { counts, mark };
  }, tones);
}

/** Asks again until the answer is as it should be. */
export async function until(what, ask) {
  const end = Date.now() + PATIENCE_MS;
  let last;
  while (Date.now() < end) {
    last = await ask();
    if (last) {
      return last;
    }
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return assert.fail(`${what}: not within ${PATIENCE_MS} ms, last ${JSON.stringify(last)}`);
}

export async function rest(path, options = {}) {
  const answer = await fetch(`${url}${path}`, { ...options, headers: { Accept: 'application/json', ...options.headers } });
  assert.ok(answer.status < 400, `${path}: ${answer.status} ${answer.status < 400 ? '' : await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

export async function startSession(fields) {
  const body = new URLSearchParams({ direction: 'b', bandwidth: 5, duration: 3, interface: 'lo', environment: 'loopback',
    ...fields });
  return (await rest('/sessions', { method: 'POST', body })).session_id;
}

export async function awaitEnd(id) {
  return until(`end of ${id}`, async () => {
    const session = await rest(`/sessions/${id}`);
    return session.complete === 1 ? session : null;
  });
}
