/** Every state of the panel under axe, in both colours and in a narrow window. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goTo, hallOf } from './hall.ts';
import { giveAxe, openBrowser, overhang, skip, violations } from './house.ts';
import { states } from './states.ts';

test(
  'axe finds nothing in any state, light and dark, and nothing is wider than 320 px',
  { skip },
  async () => {
    await using browser = await openBrowser();
    // One page goes from server to server: a context for each state takes as long as all that is looked at in it.
    const context = await browser.newContext({ reducedMotion: 'reduce', bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    for (const state of states) {
      await using hall = await hallOf(state);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(hall.server.link() ?? '');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.setViewportSize({ width: 320, height: 700 });
      await goTo(page, state);
      // The drawing follows the window; a picture that is cut off would hide behind the next line.
      await page.waitForFunction("(document.querySelector('.drawing svg')?.clientWidth ?? 0) <= 320");
      assert.ok((await overhang(page)) <= 0, `${state.name} is wider than 320 px`);
      await giveAxe(page);
      assert.deepEqual(await violations(page), [], `${state.name}, light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      // Colours are all that differs.
      assert.deepEqual(await violations(page, "{ runOnly: ['color-contrast'] }"), [], `${state.name}, dark`);
    }
  },
);
