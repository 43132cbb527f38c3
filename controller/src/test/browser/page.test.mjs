// The life of a session on the page, in a real browser. Run as: node page.test.mjs URL FOLDER CHROMIUM CONTROLLER_PID
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertAccessible, awaitEnd, launch, open, out, painted, picture, rest, startSession, until, url } from './browser.mjs';

const HOSTILE = '<img src=x onerror="globalThis.hit=1">';
let browser;
let wide;
let first;
let second;

before(async () => {
  browser = await launch();
  wide = await open(browser, { acceptDownloads: true });
});

after(async () => browser?.close());

test('notices what a page must not do', async () => {
  const { page, faults, context } = await open(browser);
  await page.goto(`${url}/`);
  await page.evaluate(() => {
    document.body.setAttribute('onclick', 'globalThis.hit = 1');
    document.body.click();
  });
  await until('violation', () => faults.some((fault) => fault.startsWith('policy: script-src')));
  await context.close();
});

test('says at the field what is wrong with it', async () => {
  const { page } = wide;
  await page.goto(`${url}/`);
  await page.locator('#environment option[value=loopback]').waitFor({ state: 'attached' });
  await page.locator('#interface option[value=lo]').waitFor({ state: 'attached' });
  await page.selectOption('#environment', 'loopback');
  assert.equal(await page.inputValue('#interface'), 'lo');
  await page.fill('#bandwidth', 'lots');
  await page.fill('#duration', '0');
  await page.click('#start button.main');
  await page.locator('#bandwidth[aria-invalid=true]').waitFor();
  assert.match(await page.innerText('#bandwidth-wrong'), /Mbit\/s/);
  assert.match(await page.innerText('#duration-wrong'), /1 to 604800/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'bandwidth');
});

test('starts a session by the form and shows both curves moving', async () => {
  const { page } = wide;
  await page.selectOption('#direction', 'b');
  await page.fill('#bandwidth', '5');
  await page.fill('#duration', '600');
  await page.fill('#label-field', 'first');
  await page.click('#start summary');
  await page.fill('#tos', 'ef');
  await page.click('#start button.main');
  const card = page.locator('#running article').first();
  first = Number(await until('card', () => card.getAttribute('data-session')));
  assert.equal((await rest(`/sessions/${first}`)).tos, 184);
  const jitter = card.locator('canvas').nth(2);
  const early = await until('both curves', async () => {
    const now = await jitter.count() > 0 ? await painted(jitter, ['down', 'up']) : { counts: [0, 0] };
    return now.counts.every((count) => count > 20) ? now : null;
  });
  await until('moving curves', async () => (await painted(jitter, ['down', 'up'])).mark !== early.mark);
  assert.match(await card.locator('output').innerText(), /↓ .* of .* Mbit\/s.*↑ .* of .* Mbit\/s/s);
  await until('sum of the last 60 seconds', async () => /↓ [1-9]/.test(await page.innerText('#total-now')));
  await picture(page, 'home-wide');
});

test('follows all sessions over one connection', async () => {
  const { page, requests } = wide;
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => startSession({ bandwidth: 1, direction: 'u' })));
  await until('cards', async () => await page.locator('#running article').count() >= 6);
  await Promise.all(ids.map(awaitEnd));
  assert.deepEqual(requests.filter((request) => request.includes('/live')), [`${url}/live?last=300`]);
});

test('hides and shows a curve by the legend', async () => {
  const { page } = wide;
  const card = page.locator(`#running article[data-session="${first}"]`);
  const button = card.getByRole('button', { name: '↑ received' });
  const jitter = card.locator('canvas').nth(2);
  await button.click();
  assert.equal(await button.getAttribute('aria-pressed'), 'false');
  await until('hidden', async () => (await painted(jitter, ['up'])).counts[0] === 0);
  await button.click();
  await until('shown', async () => (await painted(jitter, ['up'])).counts[0] > 0);
});

test('stops it', async () => {
  const { page } = wide;
  await page.locator(`#running article[data-session="${first}"]`).getByRole('button', { name: 'Stop' }).click();
  const session = await awaitEnd(first);
  assert.equal(session.state, 'stopped');
  await until('badge', async () =>
    await page.locator(`#running article[data-session="${first}"] .badge`).innerText() === 'stopped');
});

test('still shows it after a reload, with what came of it, and finds it by its label', async () => {
  const { page } = wide;
  await page.goto(`${url}/?label=first`);
  const row = page.locator('#sessions tr');
  await until('one row', async () => await row.count() === 1);
  await until('result', async () => /Mbit\/s, .* % lost/.test(await row.innerText()));
  assert.match(await row.innerText(), /stopped/);
  assert.equal(await page.inputValue('#f-label'), 'first');
  await page.getByRole('button', { name: 'Show all' }).click();
  await until('all rows', async () => await row.count() > 1);
  await row.getByRole('link', { name: String(first) }).click();
  await page.waitForURL(`${url}/show/${first}`);
  await page.locator('#curves canvas').first().waitFor();
  assert.match(await page.title(), new RegExp(`${first} first`));
});

test('reads all curves at one instant, with the keyboard too', async () => {
  const { page } = wide;
  await until('curves', async () => (await painted(page.locator('#curves canvas').nth(2), ['down'])).counts[0] > 20);
  await page.locator('#curves').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const read = await until('reading', () => page.innerText('#reading'));
  const { data } = { data: await rest(`/sessions/${first}/data`) };
  const row = data.find(({ record_type: type, interval }) => type === 'd' && interval === 2);
  assert.match(read, /^2 s \(/);
  assert.ok(read.includes(`${(row.throughput / 1e6).toFixed(3)} of`), `${read} has not ${row.throughput}`);
  await picture(page, 'session-wide');
});

async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  const path = `${out}/${file.suggestedFilename()}`;
  await file.saveAs(path);
  return path;
}

test('hands out rows as CSV and JSON, and the picture as PNG', async () => {
  const { page } = wide;
  const rows = await rest(`/sessions/${first}/data`);
  const csv = readFileSync(await download(page, 'CSV'), 'utf8').trimEnd().split('\n');
  assert.match(csv[0], /^Timestamp,Record Type,Sample Duration,Total Bytes/);
  assert.equal(csv.length, rows.length + 1);
  const json = JSON.parse(readFileSync(await download(page, 'JSON'), 'utf8'));
  assert.deepEqual(json.rows, rows);
  assert.equal(json.session.session_id, first);
  const png = readFileSync(await download(page, 'PNG'));
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.ok(png.readUInt32BE(16) > 600 && png.readUInt32BE(20) > 400, 'a picture of some size');
});

test('hands out a report that opens without the controller', async () => {
  const path = await download(wide.page, 'HTML report');
  const { page, context, faults } = await open(browser, { offline: true });
  await page.goto(`file://${path}`);
  await until('curves', async () => (await painted(page.locator('#curves canvas').nth(2), ['down', 'up'])).counts
    .every((count) => count > 20));
  assert.match(await page.innerText('#totals'), /Received, mean/);
  assert.deepEqual(faults, []);
  await assertAccessible(page, 'report');
  await picture(page, 'report');
  await context.close();
});

test('repeats a session with the same settings', async () => {
  const { page } = wide;
  await page.getByRole('button', { name: 'Repeat' }).click();
  await page.waitForURL((address) => address.pathname.startsWith('/show/') && !address.pathname.endsWith(String(first)));
  second = Number(new URL(page.url()).pathname.split('/').at(-1));
  const [was, is] = await Promise.all([rest(`/sessions/${first}`), rest(`/sessions/${second}`)]);
  for (const field of ['direction', 'bandwidth', 'duration', 'tos', 'label', 'environment', 'interface', 'pacing']) {
    assert.deepEqual(is[field], was[field], field);
  }
  await until('live curves', async () => (await painted(page.locator('#curves canvas').nth(2), ['down', 'up'])).counts
    .every((count) => count > 20));
  await page.getByRole('button', { name: 'Stop' }).click();
  await until('end', async () => await page.innerText('#state') === 'stopped');
});

test('lays two runs over each other', async () => {
  const { page } = wide;
  await page.goto(`${url}/?label=first`);
  await page.getByLabel(`Choose ${first}`).check();
  await page.getByLabel(`Choose ${second}`).check();
  await page.getByRole('button', { name: 'Overlay chosen' }).click();
  await page.waitForURL(`${url}/compare/*`);
  await until('both runs', async () => await page.locator('#curves canvas').count() > 2
    && (await painted(page.locator('#curves canvas').nth(2), ['run1', 'run2'])).counts.every((count) => count > 20));
  assert.equal(await page.locator('#runs tr').count(), 2);
  await assertAccessible(page, 'overlay');
  await picture(page, 'compare-wide');
});

/** The far agent on this machine: the controller's newest child. */
function farAgent() {
  const children = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).map((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ');
      return { pid: Number(pid), parent: words[1], began: Number(words[19]) };
    } catch {
      return {}; // it has ended meanwhile
    }
  }).filter(({ parent }) => parent === process.argv[5]);
  return children.sort((one, other) => other.began - one.began)[0].pid;
}

/** From where to where a chart is shaded, as shares of the width that its curves have. */
async function shaded(page) {
  return page.locator('#curves canvas').first().evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const columns = new Set();
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 30 && data[i + 3] < 80 && data[i] > data[i + 1] + 80 && data[i] > data[i + 2] + 80) {
        columns.add((i / 4) % canvas.width);
      }
    }
    const plot = canvas.parentElement.querySelector('.u-over');
    const [left, width] = [plot.offsetLeft, plot.offsetWidth].map((length) => length * devicePixelRatio);
    return columns.size < 3 ? null : [(Math.min(...columns) - left) / width, (Math.max(...columns) + 1 - left) / width];
  });
}

test('shades the outage that an end has noted, in the report too', async () => {
  const { page } = wide;
  const id = await startSession({ bandwidth: 2, duration: 8, direction: 'd', label: 'outage' });
  await until('rows', async () => (await rest(`/sessions/${id}/data`)).length >= 2);
  const far = farAgent();
  process.kill(far, 'SIGSTOP');
  await new Promise((resolve) => { setTimeout(resolve, 2500); });
  process.kill(far, 'SIGCONT');
  const session = await awaitEnd(id);
  assert.equal(session.state, 'complete_with_outage');
  const noted = session.outages.find(({ agent }) => agent === 'near');
  await page.goto(`${url}/show/${id}`);
  await until('table', async () => /near/.test(await page.locator('section, div').filter({ hasText: 'Outages' }).last().innerText()));
  const rows = await rest(`/sessions/${id}/data`);
  const span = (rows.at(-1).interval - rows[0].interval) * 1000;
  const isRight = ([from, to]) => Math.abs((to - from) * span - noted.duration_ms) < 300;
  const onPage = await until('shade', async () => {
    const seen = await shaded(page);
    return seen && isRight(seen) ? seen : null;
  });
  const silent = rows.filter((row) => row.packets_received === 0).map(({ interval }) => interval);
  for (const interval of silent) {
    const middle = ((interval - 0.5 - rows[0].interval) * 1000) / span;
    assert.ok(onPage[0] < middle && middle < onPage[1], `${interval} lies in ${onPage}`);
  }
  await picture(page, 'session-outage');
  const path = await download(page, 'HTML report');
  const report = await open(browser, { offline: true });
  await report.page.goto(`file://${path}`);
  await until('shade in the report', async () => {
    const seen = await shaded(report.page);
    return seen && isRight(seen);
  });
  await report.context.close();
});

test('misses no row of a session that begins while the page is told of another', async () => {
  const { page, context, faults } = await open(browser);
  await page.goto(`${url}/`);
  await until('live', async () => await page.innerText('#link') === 'live');
  const held = [];
  let asked = 0;
  await page.route('**/sessions/active*', async (route) => {
    const response = await route.fetch();
    if (++asked === 1) {
      await new Promise((resolve) => { held.push(() => resolve()); });
    }
    await route.fulfill({ response });
  });
  await startSession({ bandwidth: 0.5, duration: 4, direction: 'u' });
  await until('question', () => held.length === 1);
  const id = await startSession({ bandwidth: 0.5, duration: 8, direction: 'u' });
  await until('first rows', async () => (await rest(`/sessions/${id}/data`)).length >= 2);
  held[0]();
  const card = page.locator(`#running article[data-session="${id}"]`);
  await card.scrollIntoViewIfNeeded();
  await awaitEnd(id);
  await until('first second', async () => {
    await card.locator('.stack').focus();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('ArrowLeft');
    }
    return (await card.locator('output').innerText()).startsWith('1 s');
  });
  assert.deepEqual(faults, []);
  await context.close();
});

test('misses no row of fifty sessions that run at once', async () => {
  const { page, context, faults } = await open(browser);
  await page.goto(`${url}/`);
  await page.locator('#environment option[value=loopback]').waitFor({ state: 'attached' });
  const ids = [];
  while (ids.length < 50) {
    ids.push(await startSession({ bandwidth: 0.5, duration: 4, direction: 'u', label: 'fifty' }));
  }
  await until('cards', async () => await page.locator('#running article').count() >= 50);
  await picture(page, 'home-fifty');
  for (const id of ids) {
    await awaitEnd(id);
    // A row that is much shorter than a second holds what came late, and is no second of the curves.
    const rows = (await rest(`/sessions/${id}/data`)).filter((row) => row.sample_duration >= 0.2);
    const card = page.locator(`#running article[data-session="${id}"]`);
    await card.scrollIntoViewIfNeeded();
    await card.locator('canvas').first().waitFor();
    const read = await until(`rows of ${id}`, async () => {
      await card.locator('.stack').focus();
      for (let i = 0; i < 9; i++) {
        await page.keyboard.press('ArrowLeft');
      }
      const said = [];
      for (let i = 0; i < rows.length; i++) {
        said.push(await card.locator('output').innerText());
        await page.keyboard.press('ArrowRight');
      }
      return said.at(-1)?.startsWith(`${rows.length} s`) ? said : null;
    });
    rows.forEach((row, index) => {
      const rate = row.throughput === 0 ? '0' : (row.throughput / 1e6).toFixed(3);
      assert.ok(read[index].startsWith(`${row.interval} s (`) && read[index].includes(`↑ ${rate} of`),
        `${id}: second ${index + 1} of ${read.length} is not ${row.interval}, ${rate}: ${JSON.stringify(read)}`);
    });
    assert.ok(rows.length >= 4);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('narrows the table by state, environment, label and time', async () => {
  const { page, context, faults } = await open(browser);
  await page.goto(`${url}/`);
  const rows = page.locator('#sessions tr');
  await until('rows', async () => await rows.count() > 2);
  const all = await rows.count();
  const narrowed = async (least, choose, isRight) => {
    await choose();
    const texts = await until('narrowed', async () => {
      const now = await rows.allInnerTexts();
      return now.length >= least && now.length < all && now.every(isRight) ? now : null;
    });
    await page.getByRole('button', { name: 'Show all' }).click();
    await until('all again', async () => await rows.count() === all);
    return texts.length;
  };
  const filter = (name) => page.locator(`#filter [name=${name}]`);
  await narrowed(2, () => filter('state').selectOption('stopped'), (text) => /stopped/.test(text));
  await narrowed(1, () => filter('label').fill('outage').then(() => page.keyboard.press('Enter')), (text) => /outage/.test(text));
  const { name } = (await rest('/environments')).find((environment) => environment.name !== 'loopback');
  assert.equal(await narrowed(0, () => filter('environment').selectOption(name), () => true), 0);
  assert.equal(await narrowed(0, () => filter('before').fill('2020-01-01T00:00'), () => true), 0);
  assert.equal(await narrowed(0, () => filter('after').fill('2120-01-01T00:00'), () => true), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test('says where a session is not known', async () => {
  const { page, context, faults } = await open(browser);
  for (const path of ['/show/1234567890123', '/compare/1234567890123,1234567890124']) {
    await page.goto(`${url}${path}`);
    await until('message', async () => /there is no session 1234567890123/.test(await page.innerText('#said')));
    await assertAccessible(page, path);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('shows everything stored as text', async () => {
  const { page } = wide;
  const id = await startSession({ label: HOSTILE });
  const environment = (await rest('/environments')).find(({ name }) => name.includes('<img'));
  assert.ok(environment, 'the configuration has an environment with a hostile name');
  const failing = await startSession({ label: HOSTILE, environment: environment.name });
  await Promise.all([id, failing].map(awaitEnd));
  for (const path of ['/', `/show/${id}`, `/show/${failing}`, `/compare/${id},${failing}`]) {
    await page.goto(`${url}${path}`);
    await until(`${path} shows the label`, async () => (await page.innerText('body')).includes(HOSTILE));
    if (path === '/') {
      await page.getByRole('button', { name: `Examine ${HOSTILE}` }).click();
      await until('steps', async () => await page.locator('.steps li').count() > 0);
    }
    assert.equal(await page.locator('img').count(), 0, path);
    assert.equal(await page.evaluate(() => globalThis.hit), undefined, path);
  }
  await page.goto(`${url}/show/${failing}`);
  const path = await download(page, 'HTML report');
  const report = await open(browser, { offline: true });
  await report.page.goto(`file://${path}`);
  await until('report', async () => (await report.page.innerText('body')).includes(HOSTILE));
  assert.equal(await report.page.locator('img').count(), 0);
  assert.equal(await report.page.evaluate(() => globalThis.hit), undefined);
  await report.context.close();
});

test('deletes a session after asking', async () => {
  const { page } = wide;
  await page.goto(`${url}/show/${second}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
  assert.equal((await rest(`/sessions/${second}`)).session_id, second);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL(`${url}/`);
  assert.equal((await fetch(`${url}/sessions/${second}`)).status, 404);
});

test('shows the contract by a viewer of its own', async () => {
  const { page, context, faults } = await open(browser);
  await page.goto(`${url}/api`);
  await page.locator('[data-path="/sessions/{session_id}/live"]').waitFor();
  await assertAccessible(page, 'api');
  await picture(page, 'api');
  assert.deepEqual(faults, []);
  await context.close();
});

test('is accessible, wide and narrow, light and dark', async () => {
  const looks = { wide: {}, dark: { colorScheme: 'dark' },
    narrow: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } };
  for (const [look, options] of Object.entries(looks)) {
    const { page, context, faults } = await open(browser, options);
    for (const [name, path] of [['home', '/'], ['session', `/show/${first}`]]) {
      await page.goto(`${url}${path}`);
      await page.locator(name === 'home' ? '#sessions tr' : '#curves canvas').first().waitFor();
      await until('agents', async () => name !== 'home' || await page.locator('#agents article').count() > 0);
      await assertAccessible(page, `${name} ${look}`);
      const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(inner <= outer, `${name} ${look} is ${inner} wide in ${outer}`);
      await picture(page, `${name}-${look}-ended`);
    }
    assert.deepEqual(faults, [], look);
    await context.close();
  }
});

test('violated no policy, made no error and called nobody else', () => {
  assert.deepEqual(wide.faults, []);
});
