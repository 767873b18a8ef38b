/** Every story of the demo in the panel: what broke is told and drawn, it heals, and the notification goes with it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright';
import type { Settings } from '../../shared/settings.ts';
import { startStage, type Stage } from '../stage/stage.ts';
import { stories } from '../stage/stories/index.ts';
import { giveAxe, openBrowser, serve, skip, violations } from './house.ts';
import { hasShown, seenBy, witness, type Seen } from './witness.ts';

interface Scene {
  readonly stage: Stage;
  readonly page: Page;
  /** The sentence, as it is now. */
  readonly says: (words: RegExp) => Promise<void>;
  /** The drawing, as it is now. */
  readonly draws: (words: RegExp) => Promise<void>;
  readonly press: (name: string) => Promise<void>;
  /** An advisory, as it is now. */
  readonly advises: (title: string) => Promise<void>;
  /** Whether a notification is up. */
  readonly notifies: (tag: string) => Promise<void>;
}

interface Part {
  /** Settings that differ from those of the story, where a person is to press what Fairlead would do by itself. */
  readonly settings?: Partial<Settings>;
  readonly containers?: readonly string[];
  readonly play: (scene: Scene) => Promise<void>;
}

const directBroken = /Direct path \(utun2 · Cisco AnyConnect\) is broken\. Forward path .* carries Docker/;
const taken = 'route-taken/default';

/** One for each story; every one of them ends with all being well and no notification left. */
const parts: Readonly<Record<string, Part>> = {
  hijack: {
    settings: { autoRepair: false },
    async play({ stage, page, says, draws, advises, notifies, press }) {
      stage.vpn.connect('plain');
      await says(/not reachable\. Cisco AnyConnect took 192\.168\.99\.0\/24/);
      await draws(/Direct path \(utun2 · Cisco AnyConnect\) is broken/);
      await advises('A VPN took the route to Docker');
      await notifies(taken);
      await press('Fix');
      await says(/reachable directly while Cisco AnyConnect is connected/);
      await draws(/Direct path \(vboxnet0\) carries Docker/);
      // A Fix that still looks at what came of it would put the lost route back as well.
      await page.getByText(/^Done: /).waitFor();
      stage.vpn.disconnect();
      await says(/because the route to 192\.168\.99\.0\/24 is gone/);
      await draws(/Direct path \(route is gone\) is broken/);
      await press('Restore');
    },
  },
  'iron-fist': {
    async play({ stage, page, says, draws, advises, press }) {
      stage.vpn.connect('iron-fist');
      await advises('This VPN takes routes back');
      await says(/over localhost because Cisco AnyConnect took/);
      await draws(directBroken);
      await press('Restore');
      // Which of the two depends on whether the VPN was faster than the look at what came of the repair.
      await page.getByText(/(Done: put the route back\. Still on a detour|It did not work): /).waitFor();
      await says(/over localhost because Cisco AnyConnect took/);
      stage.vpn.disconnect();
    },
  },
  'no-permission': {
    async play({ stage, says, draws, advises, notifies, press }) {
      stage.vpn.connect('restoring');
      await advises('Fairlead may not change routes');
      await says(/over localhost because Cisco AnyConnect took/);
      await draws(directBroken);
      await notifies(taken);
      stage.permission(true);
      await press('Restore');
      await says(/reachable directly while Cisco AnyConnect is connected/);
      stage.vpn.disconnect();
    },
  },
  certificate: {
    containers: ['shop-db'],
    async play({ stage, page, says, advises, notifies, press }) {
      stage.vpn.connect('restoring');
      await advises('Docker must be restarted to use its new certificate');
      await says(/not reachable/);
      await notifies('consent-needed/default');
      // It has been tried, so that nothing is being done and the button can be pressed.
      await advises('Fairlead may not change routes');
      await press('Fix');
      const sheet = page.getByRole('dialog', { name: 'Restart Docker in default?' });
      await sheet.getByText('shop-db', { exact: true }).waitFor();
      await sheet.getByRole('button', { name: 'Restart Docker' }).click();
      await says(/over localhost because Cisco AnyConnect took/);
      await page.locator('#certificate').getByText('localhost', { exact: false }).first().waitFor();
      stage.vpn.disconnect();
    },
  },
  expired: {
    settings: { autoRepair: false },
    async play({ page, says, draws, advises, notifies, press }) {
      await says(/not reachable\. The certificate of default's engine ended/);
      await draws(/does not answer as it should/);
      await advises("The engine's certificate has expired");
      await notifies('certificate-expired/default');
      await press('Fix');
      await page.locator('#certificate').getByText(/^good/).waitFor();
    },
  },
  'port-busy': {
    async play({ stage, page, says, draws, notifies }) {
      await page
        .locator('#timeline')
        .getByText(/docker-pr/)
        .first()
        .waitFor();
      stage.vpn.connect('restoring');
      await says(/over localhost because Cisco AnyConnect took/);
      await draws(directBroken);
      const drawn = (await seenBy(page)).drawings.at(-1) ?? '';
      assert.match(drawn, /Forward path \(127\.0\.0\.1:\d+\)/);
      assert.ok(!drawn.includes(`127.0.0.1:${stage.firstPort})`), drawn);
      await notifies(taken);
      stage.vpn.disconnect();
    },
  },
  'route-lost': {
    async play({ stage, page, says }) {
      stage.vpn.connect('route-lost');
      await hasShown(page, 'advisories', /A VPN took the route to Docker/);
      await hasShown(page, 'drawings', directBroken);
      await says(/reachable directly while Cisco AnyConnect is connected/);
      stage.vpn.disconnect();
      await hasShown(page, 'drawings', /Direct path \(route is gone\) is broken/);
      await page.locator('#timeline').getByText('put the route back').first().waitFor();
    },
  },
  filtered: {
    async play({ stage, page, says, draws, advises, notifies, press }) {
      stage.vpn.connect('filtering');
      await advises('The route is right, but nothing comes back');
      await says(/over localhost: the route is right, but nothing comes back/);
      await draws(/Direct path \(vboxnet0 · nothing comes back\) is broken\. Forward path .* carries Docker/);
      await notifies('packets-filtered/default');
      await press('Restore');
      await page.getByText('Still on a detour: the route is right, but nothing comes back').waitFor();
      assert.equal(stage.world.counters.routeChanges, 0);
      stage.vpn.disconnect();
    },
  },
  decoy: {
    async play({ stage, says, draws, advises, notifies }) {
      const stranger = await stage.decoy();
      stage.vpn.connect('restoring');
      await advises("Another computer answers at Docker's address");
      await says(/over localhost because Cisco AnyConnect took/);
      await draws(directBroken);
      await notifies('stranger-at-guest-address/default');
      assert.deepEqual([stranger.requests, stranger.certificates], [0, 0]);
      stage.vpn.disconnect();
    },
  },
  'full-tunnel': {
    async play({ stage, page, says }) {
      stage.vpn.connect('full-tunnel');
      await says(/reachable directly while a VPN is connected/);
      await page.locator('#vpn').getByText('0.0.0.0/1').waitFor();
      stage.vpn.disconnect();
      await page.locator('#vpn').getByText('None is connected.').waitFor();
      const { advisories, drawings, notices } = await seenBy(page);
      assert.deepEqual([advisories, notices], [[], []]);
      assert.deepEqual(
        drawings.filter((text) => !/Direct path \(vboxnet0\) carries Docker/.test(text)),
        [],
      );
    },
  },
  'two-machines': {
    async play({ stage, page, says, draws, notifies }) {
      stage.vpn.connect('restoring');
      await says(/Docker in default and dev is reachable over localhost because Cisco AnyConnect took/);
      await draws(directBroken);
      await page.locator('#machines').getByRole('button', { name: / dev / }).click();
      await draws(/^From this Mac to Docker in dev\. .*Forward path .* carries Docker/);
      await notifies(taken);
      await notifies('route-taken/dev');
      stage.vpn.disconnect();
    },
  },
};

/** What a screen reader should not have been told: the same twice in a row, or a step of a remedy. */
function restless({ said, headlines }: Seen): readonly string[] {
  const steps = /adding|putting|issuing|connecting|uploading|restarting/i;
  return [
    ...said.filter((text, index) => text === said[index - 1]),
    ...[...said, ...headlines].filter((text) => steps.test(text)),
  ];
}

let browser: Browser;
before(async () => {
  if (skip === false) browser = await openBrowser();
});
after(async () => {
  if (skip === false) await browser.close();
});

test('every story of the demo is played here', () => {
  assert.deepEqual(Object.keys(parts).sort(), stories.map(({ name }) => name).sort());
});

// Most of a story is waiting, for the quiet after a VPN and for the grace of a notification.
describe('stories in the panel', { concurrency: 2, skip }, () => {
  for (const story of stories)
    test(`${story.name}: ${story.title}`, async () => {
      const { settings, containers = [], play } = parts[story.name] as Part;
      const base = story.stage();
      await using stage = await startStage({ ...base, settings: { ...base.settings, ...settings } });
      await story.before?.(stage);
      stage.machine('default').run(containers.map((name) => ({ id: name, name, image: 'postgres:18' })));
      await stage.startDaemon();
      await using server = await serve(stage);
      const page = await witness(browser, server);
      const idle = page.getByRole('button', { name: 'Nothing to do' });
      if (story.name !== 'expired') await idle.waitFor();
      const says = (name: RegExp): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();
      try {
        await play({
          stage,
          page,
          says,
          draws: (name) => page.getByRole('img', { name }).waitFor(),
          press: (name) => page.getByRole('button', { name, exact: true }).click(),
          advises: (title) => page.locator('#advisories').getByText(title).first().waitFor(),
          notifies: (tag) => page.waitForFunction(`seen.up.includes('${tag}')`).then(() => undefined),
        });
        await says(/reachable directly\.$/);
        await idle.waitFor();
        await page.waitForFunction('seen.up.length === 0');
      } catch (error) {
        const shown = [
          await page.locator('.act').innerText(),
          JSON.stringify(await seenBy(page), undefined, 1),
        ];
        throw new Error(`the page has shown:\n${shown.join('\n')}`, { cause: error });
      }
      assert.deepEqual(restless(await seenBy(page)), []);
      await giveAxe(page);
      assert.deepEqual(await violations(page), []);
      await page.context().close();
    });
});
