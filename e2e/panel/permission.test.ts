/** The offer of the permission for routes: who can be asked in a box, what a no does, and that a press asks once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright';
import type { Snapshot } from '../../shared/snapshot.ts';
import { hallOf } from './hall.ts';
import { openBrowser, skip, visit } from './house.ts';
import { permission } from './pictures.ts';
import { states } from './states.ts';

let browser: Browser;
before(async () => {
  if (skip === false) browser = await openBrowser();
});
after(async () => {
  if (skip === false) await browser.close();
});

function offering(platform: Snapshot['daemon']['platform']) {
  const state = states.find(({ name }) => name === 'permission');
  assert.ok(state !== undefined && 'daemon' in state.shows);
  const { shows } = state;
  return hallOf({ ...state, shows: { ...shows, daemon: { ...shows.daemon, platform } } });
}

test(
  'macOS is asked once for a press, after saying why; a no ends the offer and is told',
  { skip },
  async () => {
    await using hall = await offering('macos');
    const { core } = hall;
    let answer: () => void = () => undefined;
    const box = new Promise<void>((resolve) => (answer = resolve));
    core.answer('changePermission', async () => {
      await box;
      core.answer('sudoers', { ...permission, offer: false });
      return { state: 'declined', sentence: 'Nothing was changed, and it is not offered again.' };
    });
    const page = await visit(browser, hall.server);
    const card = page.locator('#permission');
    await card.getByText('macOS asks for your password, once').waitFor();
    const asked = () => core.calls.filter(({ name }) => name === 'changePermission').length;
    assert.equal(asked(), 0);
    await card.getByRole('button', { name: 'Install…' }).focus();
    await page.keyboard.press('Enter');
    await card.getByRole('button', { name: 'Waiting for the password box…' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    answer();
    await card.getByText('Nothing was changed, and it is not offered again.').waitFor();
    assert.equal(await card.getByRole('button').count(), 0);
    assert.equal(asked(), 1);
  },
);

test('where no box can be had, the command to copy is shown and nothing is asked', { skip }, async () => {
  await using hall = await offering('linux');
  const page = await visit(browser, hall.server);
  const card = page.locator('#permission');
  await card.getByText('fairlead sudoers --install', { exact: true }).waitFor();
  assert.equal(await card.getByRole('button', { name: /Install/ }).count(), 0);
  await card.getByRole('button', { name: 'No, do not ask again' }).waitFor();
});
