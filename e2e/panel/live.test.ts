/** The panel over the real daemon of a stage: consent, notifications, a daemon that goes and comes back. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright';
import { homeAt } from '../../app/home/home.ts';
import { until } from '../../app/testing/serving.ts';
import { startStage, type Stage } from '../stage/stage.ts';
import { giveAxe, openBrowser, overhang, serve, skip, violations, visit } from './house.ts';

let browser: Browser;
before(async () => {
  if (skip === false) browser = await openBrowser();
});
after(async () => {
  if (skip === false) await browser.close();
});

const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor();

test(
  'a daemon that ends is said to be gone; its return is noticed, with the settings',
  { skip },
  async () => {
    await using stage = await startStage();
    const daemon = await stage.startDaemon();
    await using server = await serve(stage);
    const page = await visit(browser, server);
    await page.getByRole('button', { name: 'Nothing to do' }).waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    const path = page.getByRole('group', { name: 'Preferred path' });
    await path.getByText('Fast', { exact: true }).click();
    await path.getByRole('radio', { name: 'Fast', checked: true }).waitFor();
    await until(() =>
      readFileSync(homeAt(stage.home).settings, 'utf8').includes('"endpoint.prefer": "fast"'),
    );
    await daemon.kill9();
    await heading(page, 'The daemon is not running');
    await page.getByText('fairlead daemon', { exact: true }).waitFor();
    await stage.startDaemon();
    await heading(page, /reachable directly/);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await path.getByRole('radio', { name: 'Fast', checked: true }).waitFor();
  },
);

test(
  'consent by keyboard alone: the containers are named, No leaves them, Yes restarts Docker',
  { skip },
  async () => {
    const day = 86_400_000;
    await using stage = await startStage({
      machines: [
        {
          name: 'default',
          notBefore: new Date(Date.now() - 1081 * day),
          notAfter: new Date(Date.now() - day),
        },
      ],
    });
    stage.machine('default').run([{ id: '1', name: 'shop-db', image: 'postgres:18' }]);
    await stage.startDaemon();
    await using server = await serve(stage);
    const page = await visit(browser, server, { reducedMotion: 'reduce', bypassCSP: true });
    await page.locator('#advisories').getByText('Docker must be restarted').waitFor();
    await page.getByRole('button', { name: 'Fix', exact: true }).focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'Restart Docker in default?' });
    await sheet.waitFor();
    await giveAxe(page);
    assert.deepEqual(await violations(page), []);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.deepEqual(await violations(page, "{ runOnly: ['color-contrast'] }"), [], 'dark');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Not now');
    await page.keyboard.press('Enter');
    await sheet.waitFor({ state: 'detached' });
    await page.locator('#advisories').getByText('Docker must be restarted').waitFor();
    await page.keyboard.press('Enter');
    await sheet.waitFor();
    await page.keyboard.press('Tab');
    while ((await page.evaluate('document.activeElement.textContent')) !== 'Restart Docker')
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await heading(page, /reachable/);
    await page.locator('#certificate').getByText(/^good/).waitFor();
  },
);

test(
  'a notification appears, is replaced by its successor, and goes when the trouble does',
  { skip },
  async () => {
    await using stage = await startStage({ mayChangeRoutes: false });
    await stage.startDaemon();
    await using server = await serve(stage);
    const context = await browser.newContext({ permissions: ['notifications'], bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // The system's own notifications cannot be looked at; those the page holds can.
    await page.addInitScript(`
    globalThis.up = new Map();
    globalThis.Notification = class {
      static permission = 'granted';
      constructor(title, { body, tag }) { this.tag = tag; up.set(tag, title + ': ' + body); }
      close() { up.delete(this.tag); }
    };`);
    await page.goto(server.link() ?? '');
    await page.getByRole('button', { name: 'Nothing to do' }).waitFor();
    assert.equal(await page.evaluate('up.size'), 0);
    stage.vpn.connect('restoring');
    await page.waitForFunction("up.has('route-taken/default')");
    assert.match(await page.evaluate("up.get('route-taken/default')"), /took the route/);
    assert.equal(
      await page.evaluate("[...up.keys()].filter((key) => key === 'route-taken/default').length"),
      1,
    );
    stage.permission(true);
    stage.vpn.disconnect();
    await page.getByRole('button', { name: 'Nothing to do' }).waitFor();
    await page.waitForFunction('up.size === 0');
  },
);

test('a VirtualBox that is not there is named by its code, with what to type', { skip }, async () => {
  await using stage: Stage = await startStage({ settings: { 'tools.vboxmanage': '/nowhere/VBoxManage' } });
  await stage.startDaemon();
  await using server = await serve(stage);
  const page = await visit(browser, server);
  await page
    .getByText(/VirtualBox is not to be found/)
    .first()
    .waitFor();
  await page.getByText('fairlead settings set tools.vboxmanage <path>').first().waitFor();
});

test(
  'nothing moves while values change, from 320 to 1920 pixels, and nothing moves on its own',
  { skip },
  async () => {
    await using stage = await startStage({ mayChangeRoutes: false });
    await stage.startDaemon();
    await using server = await serve(stage);
    const page = await visit(browser, server, { reducedMotion: 'reduce', bypassCSP: true });
    await page.getByRole('button', { name: 'Nothing to do' }).waitFor();
    await page.setViewportSize({ width: 1100, height: 900 });
    const places = async (): Promise<unknown> =>
      page.evaluate(`['.drawing', '.act button', '.tabs'].map((one) => {
      const { x, y, height } = document.querySelector(one).getBoundingClientRect();
      return [one, Math.round(x), Math.round(y), Math.round(height)];
    })`);
    const before = await places();
    stage.vpn.connect('restoring');
    await page.getByRole('button', { name: 'Restore' }).waitFor();
    assert.deepEqual(await places(), before);
    for (const width of [320, 400, 819, 820, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForFunction(`(document.querySelector('.drawing svg')?.clientWidth ?? 0) <= ${width}`);
      assert.ok((await overhang(page)) <= 0, `at ${width} px`);
    }
    assert.equal(await page.evaluate('document.getAnimations().length'), 0);
  },
);
