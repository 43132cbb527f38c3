// A controller that asks for a token. Run as: node login.test.mjs URL FOLDER CHROMIUM TOKEN
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, launch, open, picture, until, url } from './browser.mjs';

const token = process.argv[5];
let browser;

before(async () => { browser = await launch(); });

after(async () => browser?.close());

test('asks for a token until it has a right one, and keeps it out of every address', async () => {
  const { page, faults, requests } = await open(browser);
  await page.goto(`${url}/`);
  await page.locator('#token').waitFor();
  await assertAccessible(page, 'login');
  await picture(page, 'login');
  await page.locator('#token').fill('wrong-token');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('does not know this token').waitFor();
  await page.locator('#token').fill(token);
  await page.getByRole('button', { name: 'Go on' }).click();
  await until('live', async () => await page.innerText('#link') === 'live');
  await page.locator('#environments article').first().waitFor();

  await page.locator('#interface option[value=lo]').waitFor({ state: 'attached' });
  await page.selectOption('#environment', 'loopback');
  await page.fill('#duration', '1');
  await page.click('#start button.main');
  await page.getByText('Started').waitFor();
  await page.locator('#said a').click();
  await until('end', async () => await page.innerText('#state') === 'complete');

  assert.deepEqual(requests.filter((request) => request.includes(token)), []);
  assert.equal(await page.evaluate(() => document.cookie), '');
  assert.deepEqual(faults, []);
  await page.getByRole('button', { name: 'Forget token' }).click();
  await page.locator('#token').waitFor();
});
