/** The panel in a real Chromium over the real daemon on the stage. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright';
import { connect } from '../../app/control/client.ts';
import { homeAt } from '../../app/home/home.ts';
import { panelFolder } from '../../app/panel/files.ts';
import { startPanelServer, type PanelServer } from '../../app/panel/server.ts';
import { type Stage, startStage } from '../stage/stage.ts';
import { findChromium, noChromium, startBrowser } from './browser.ts';
import { hallOf } from './hall.ts';
import { giveAxe, violations, visit } from './house.ts';
import { states } from './states.ts';

const executable = findChromium();
const skip = executable === undefined ? noChromium : false;

let browser: Browser;
let stage: Stage;
before(async () => {
  if (executable === undefined) return;
  browser = await startBrowser(executable);
  stage = await startStage({ mayChangeRoutes: false });
  await stage.startDaemon();
});
after(async () => {
  if (executable === undefined) return;
  await browser.close();
  await stage[Symbol.asyncDispose]();
});

async function openServer(): Promise<PanelServer> {
  const home = homeAt(stage.home);
  return startPanelServer({
    folder: panelFolder() ?? '',
    daemon: async () => {
      const connection = await connect(home);
      if (connection.kind !== 'connected') throw connection.error;
      return connection.client;
    },
  });
}

async function openPage(server: PanelServer): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(server.link() ?? '');
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

test(
  'a VPN comes and goes: the sentence, the drawing, the VPN and the timeline follow',
  { skip },
  async () => {
    await using server = await openServer();
    const page = await openPage(server);
    await page.getByRole('button', { name: 'Nothing to do' }).waitFor();
    stage.vpn.connect('restoring');
    await page
      .getByRole('heading', { level: 1, name: /over localhost because .+ took 192\.168\.99\.0\/24/ })
      .waitFor();
    await page
      .getByRole('img', { name: /Direct path .* is broken.*Forward path .* carries Docker/ })
      .waitFor();
    await page.locator('#advisories').getByText('A VPN took the route to Docker').waitFor();
    await page.locator('#vpn').getByText('192.168.99.0/24').waitFor();
    stage.permission(true);
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('heading', { level: 1, name: /reachable directly while/ }).waitFor();
    await page.locator('#timeline').getByText('put', { exact: false }).first().waitFor();
    stage.vpn.disconnect();
    await page.locator('#vpn').getByText('None is connected.').waitFor();
    await page.getByRole('button', { name: 'Nothing to do' }).waitFor();
    await page.context().close();
  },
);

test('the environment is what the daemon gives a shell, and the shell is remembered', { skip }, async () => {
  await using server = await openServer();
  const page = await openPage(server);
  await page.locator('#environment pre').getByText('export DOCKER_HOST').waitFor();
  await page.getByLabel('Shell').selectOption('fish');
  await page.locator('#environment pre').getByText('set -gx DOCKER_HOST').waitFor();
  await page.reload();
  await page.locator('#environment pre').getByText('set -gx DOCKER_HOST').waitFor();
  await page.context().close();
});

test('a setting that is changed here stays changed, in the file too', { skip }, async () => {
  await using server = await openServer();
  const page = await openPage(server);
  const repair = page.getByRole('group', { name: 'Repair by itself' });
  await page.getByRole('tab', { name: 'Settings' }).click();
  await repair.getByText('Off', { exact: true }).click();
  await page.locator('footer').getByText('repairs by itself: no').waitFor();
  await page.reload();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await repair.waitFor();
  assert.equal(await repair.getByRole('radio', { name: 'Off' }).isChecked(), true);
  assert.match(readFileSync(homeAt(stage.home).settings, 'utf8'), /"autoRepair": false/);
  await repair.getByText('On', { exact: true }).click();
  await page.locator('footer').getByText('repairs by itself: yes').waitFor();
  await page.context().close();
});

test('a used link shows a page that says what to type', { skip }, async () => {
  await using server = await openServer();
  const link = server.link() ?? '';
  const first = await openPage(server);
  const context = await browser.newContext();
  const stranger = await context.newPage();
  await stranger.goto(link);
  await stranger.getByText('fairlead panel').waitFor();
  await Promise.all([context.close(), first.context().close()]);
});

test(
  'consent names the containers; Escape leaves it, and nothing was asked of the daemon',
  { skip },
  async () => {
    const state = states.find(({ name }) => name === 'consent');
    assert.ok(state !== undefined);
    await using hall = await hallOf(state);
    const page = await openPage(hall.server);
    await page.getByRole('button', { name: 'Fix', exact: true }).focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'Restart Docker in default?' });
    await sheet.getByText('shop-web-1').waitFor();
    await sheet.getByText('shop-db-1').waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Not now');
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Fix');
    assert.equal(hall.core.calls.filter(({ name }) => name === 'fix').length, 0);
    await page.keyboard.press('Enter');
    await sheet.getByRole('button', { name: 'Restart Docker' }).click();
    await page.getByText('this is a picture').waitFor();
    const asked = hall.core.calls.find(({ name }) => name === 'fix');
    assert.deepEqual(asked?.input, { machine: 'default', dryRun: false, restartEngine: true });
    await page.context().close();
  },
);

test(
  'axe finds nothing on any page or sheet while a VPN holds the route of a real daemon',
  { skip },
  async () => {
    await using server = await openServer();
    const page = await visit(browser, server, { reducedMotion: 'reduce', bypassCSP: true });
    stage.permission(false);
    stage.vpn.connect('restoring');
    await page.getByRole('heading', { level: 1, name: /over localhost because Cisco AnyConnect/ }).waitFor();
    await giveAxe(page);
    const isFine = async (place: string): Promise<void> => {
      await page.emulateMedia({ colorScheme: 'light' });
      assert.deepEqual(await violations(page), [], `${place}, light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await violations(page, "{ runOnly: ['color-contrast'] }"), [], `${place}, dark`);
    };
    const open = (tab: string): Promise<void> => page.getByRole('tab', { name: tab }).click();
    await page.locator('#permission').getByText('Without it Docker stays reachable').waitFor();
    await page.locator('#permission').getByText('Exactly what it allows').click();
    await isFine('Overview, with the offer of the permission');
    await page.getByRole('button', { name: 'What would it do?' }).click();
    const plan = page.getByRole('dialog', { name: 'What it would do' });
    await plan
      .getByText(/route -n .*192\.168\.99/)
      .first()
      .waitFor();
    await isFine('what the button would do');
    await page.keyboard.press('Escape');
    await plan.waitFor({ state: 'detached' });
    await open('Doctor');
    await page
      .locator('#doctor summary')
      .getByText(/\d+ checks$/)
      .waitFor();
    await isFine('Doctor');
    await open('Changes');
    await page.getByRole('tabpanel').getByRole('button', { name: 'Undo all…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).waitFor();
    await isFine('what undoing would do');
    await page.keyboard.press('Escape');
    await isFine('Changes');
    await open('Settings');
    await page.getByRole('group', { name: 'Notifications' }).waitFor();
    await isFine('Settings');
    stage.vpn.disconnect();
    await page.context().close();
  },
);
