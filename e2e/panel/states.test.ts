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

test(
  'the drawing stays where it is, however long the sentence; a press shows the whole of it',
  { skip },
  async () => {
    const [short, long] = ['ok', 'long-names'].map((name) => states.find((one) => one.name === name));
    assert.ok(short !== undefined && long !== undefined && 'sentence' in long.shows);
    await using hall = await hallOf(short);
    await using browser = await openBrowser();
    const page = await browser.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(hall.server.link() ?? '');
    await goTo(page, short);
    const place = (): Promise<number> =>
      page.evaluate<number>("document.querySelector('.drawing').getBoundingClientRect().y");
    const whole = page.getByRole('button', { name: 'Whole sentence' });
    const places = new Map<number, number>();
    for (const width of [320, 400, 819, 820, 1100]) {
      await page.setViewportSize({ width, height: 800 });
      places.set(width, await place());
    }
    assert.equal(await whole.count(), 0, 'a short one is whole');
    hall.core.publish({ ...long.shows, revision: 2 });
    await whole.waitFor();
    for (const [width, before] of places) {
      await page.setViewportSize({ width, height: 800 });
      assert.equal(await place(), before, `at ${width} px`);
    }
    await page.setViewportSize({ width: 320, height: 800 });
    await whole.focus();
    await page.keyboard.press('Enter');
    const heading = page.getByRole('heading', { level: 1 });
    await page.getByRole('button', { name: 'Shorter', expanded: true }).waitFor();
    assert.equal(await heading.innerText(), long.shows.sentence);
    const cut =
      "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('h1'))";
    assert.equal(await page.evaluate(cut), 0);
    await page.keyboard.press('Enter');
    await whole.waitFor();
    assert.equal(await place(), places.get(320));
  },
);
