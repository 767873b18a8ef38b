/**
 * The menubar app as a whole, over the stage with the shipped daemon: icon, menu, panel, bridge, preload,
 * notifications, and the daemon it hosts. In Electron where its binary is, otherwise over the stand-in.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { clientAt } from '../../app/control/client.ts';
import { Snapshot } from '../../shared/snapshot.ts';
import { panelMethods } from '../../shared/panel.ts';
import { findChromium, noChromium } from '../panel/browser.ts';
import { request } from '../stage/feed.ts';
import { startStage } from '../stage/stage.ts';
import { electronBinary } from './available.ts';
import { driveElectron } from './electron-driver.ts';
import { driveStandIn } from './stand-in/drive.ts';
import { until } from './until.ts';

const binary = electronBinary();
const chromium = findChromium();
const skip =
  binary === undefined && process.env['FAIRLEAD_NEEDS_ELECTRON'] === '1'
    ? false
    : binary === undefined && chromium === undefined && `no Electron binary, and ${noChromium}`;

test('the menubar app over the stage', { skip, timeout: 150_000 }, async (t) => {
  await using stage = await startStage({ mayChangeRoutes: false });
  if (binary === undefined && process.env['FAIRLEAD_NEEDS_ELECTRON'] === '1')
    assert.fail('no Electron binary: npx install-electron');
  await using app =
    binary === undefined
      ? await driveStandIn(stage.environment, chromium ?? '')
      : await driveElectron(stage.environment, { binary, userData: path.join(stage.root, 'electron') });
  t.diagnostic(`driven over ${app.kind}${binary === undefined ? ' (no Electron binary here)' : ''}`);

  const socket = path.join(stage.home, 'control.sock');
  const status = async (): Promise<Snapshot> => Snapshot.parse(await request(socket, '/v1/status'));
  const icon = (wanted: string): Promise<true> =>
    until(`the icon ${wanted}`, async () => (await app.icon()) === wanted);
  const labels = async (): Promise<readonly string[]> =>
    (await app.rows()).map((row) => ('label' in row ? row.label : '---'));

  await t.test('it hosts a daemon, and the icon says that all is well', async () => {
    await icon('okTemplate.png');
    assert.ok((await labels()).includes('Nothing to do'), (await labels()).join('\n'));
    assert.equal((await labels()).at(-1), 'Quit Fairlead…');
  });

  await t.test('a click opens the panel, which says the sentence of the snapshot', async () => {
    await app.clickIcon();
    const page = await app.page();
    await until('the panel', () => app.isPanelOpen());
    await page
      .getByText((await status()).sentence)
      .first()
      .waitFor();
  });

  await t.test('the page has the bridge by name, and nothing of Node or of Electron', async () => {
    const page = await app.page();
    const seen = await page.evaluate(() => ({
      bridge: Object.keys((globalThis as unknown as { fairlead: object }).fairlead).sort(),
      globals: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in globalThis),
    }));
    assert.deepEqual(seen.bridge, [...panelMethods, 'app', 'watch'].sort());
    assert.deepEqual(seen.globals, []);
  });

  await t.test('the page reaches no network, not even this computer', async () => {
    const page = await app.page();
    for (const url of ['https://example.org/', 'http://127.0.0.1:1/', 'file:///etc/hosts'])
      assert.equal(
        await page.evaluate(
          (to) =>
            fetch(to).then(
              () => 'fetched',
              () => 'refused',
            ),
          url,
        ),
        'refused',
        url,
      );
  });

  await t.test('what the page sends is parsed: nonsense never reaches the daemon', async () => {
    const page = await app.page();
    const answer = await page.evaluate(() =>
      (
        globalThis as unknown as {
          fairlead: { fix(input: unknown): Promise<{ failure?: { code: string } }> };
        }
      ).fairlead.fix({ machine: 7, restartEngine: 'yes' }),
    );
    assert.equal(answer.failure?.code, 'bad-request');
  });

  await t.test(
    'a VPN takes the route: icon, panel and one notification; all of it goes with the VPN',
    async () => {
      stage.vpn.connect('plain');
      await icon('degradedTemplate.png');
      await until('the notification', async () => (await app.notices()).includes('route-taken/default'));
      const page = await app.page();
      await page
        .getByText((await status()).sentence)
        .first()
        .waitFor();
      assert.equal((await app.notices()).length, 1, (await app.notices()).join());
      stage.permission(true);
      stage.vpn.disconnect();
      await app.choose({ do: 'fix' });
      await icon('okTemplate.png');
      await until('an end of the notification', async () => (await app.notices()).length === 0);
    },
  );

  await t.test('the menu copies the environment and changes a setting', async () => {
    await app.choose({ do: 'copy-environment', machine: 'default' });
    await until('the clipboard', async () => (await app.clipboard()).includes('DOCKER_HOST'));
    await app.choose({ do: 'change', key: 'notifications', value: 'all' });
    await until('the setting', () =>
      readFileSync(path.join(stage.home, 'settings.json'), 'utf8').includes('"notifications": "all"'),
    );
  });

  await t.test('a daemon that crashed is started again', async () => {
    const { pid } = (await status()).daemon;
    assert.ok(pid !== undefined);
    process.kill(pid, 'SIGKILL');
    await until('another daemon', async () => {
      const now = await status().catch(() => undefined);
      return now?.daemon.pid !== undefined && now.daemon.pid !== pid;
    });
    await icon('okTemplate.png');
  });

  await t.test('Escape hides the panel, unless a sheet takes it', async () => {
    const page = await app.page();
    await page.getByRole('tab', { name: 'Changes' }).click();
    await page.getByRole('button', { name: 'Undo all…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.ok(await app.isPanelOpen());
    await page.keyboard.press('Escape');
    await until('an end of the panel', async () => !(await app.isPanelOpen()));
  });

  await t.test('a daemon that was stopped stays so, until the button in the page starts it', async () => {
    const { pid } = (await status()).daemon;
    await clientAt(socket).stop({});
    await icon('offTemplate.png');
    await app.clickIcon();
    const page = await app.page();
    await page.getByRole('heading', { level: 1, name: 'The daemon is not running' }).waitFor();
    assert.ok((await labels()).includes('Start the daemon'), (await labels()).join('\n'));
    await page.getByRole('button', { name: 'Start the daemon' }).click();
    await icon('okTemplate.png');
    const now = await status();
    assert.notEqual(now.daemon.pid, pid);
    await page.getByRole('heading', { level: 1, name: now.sentence }).waitFor();
  });

  await t.test('waking up and opening the app again do no harm', async () => {
    await app.tell('resume');
    await app.tell('second-instance');
    await until('the panel', () => app.isPanelOpen());
  });

  await t.test('quitting asks first, says what stops, what stays and what goes, and does that', async () => {
    const { pid } = (await status()).daemon;
    const { vm } = stage.machine('default');
    const ours = (): number => vm.natRules.filter(({ name }) => name === 'fairlead-docker').length;
    const asked = async (wanted: RegExp): Promise<true> =>
      until(`a question with ${String(wanted)}`, async () =>
        (await app.dialogs(1)).some((said) => wanted.test(said)),
      );
    await app.dialogs(1);
    await app.choose({ do: 'quit' });
    await asked(/no longer brought back/);
    await asked(/^Stays: the forward of default \(127\.0\.0\.1:\d+\)\.$/m);
    await asked(/^Stays: the route of default\.$/m);
    assert.equal((await status()).daemon.pid, pid, 'Cancel is no');
    await clientAt(socket).changeSetting({ key: 'quit.forwards', value: 'remove' });
    await app.choose({ do: 'quit' });
    await asked(/^Taken away: the forward of default/m);
    assert.equal(ours(), 1);
    await app.dialogs(0);
    await app.choose({ do: 'quit' });
    await app.ended();
    assert.ok(!existsSync(socket));
    assert.throws(() => process.kill(pid ?? 0, 0), /ESRCH/);
    assert.equal(ours(), 0);
  });
});
