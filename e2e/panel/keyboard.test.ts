/** The panel without a mouse, or without looking: every control is reached and seen to be, nothing traps, sheets give the focus back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright';
import { hijacked, moment, snapshot } from '../../app/testing/snapshots.ts';
import { goTo, hallOf } from './hall.ts';
import { openBrowser, skip, visit } from './house.ts';
import { states, type State } from './states.ts';
import { seenBy, witness } from './witness.ts';

let browser: Browser;
before(async () => {
  if (skip === false) browser = await openBrowser();
});
after(async () => {
  if (skip === false) await browser.close();
});

function stateOf(name: string): State {
  const state = states.find((one) => one.name === name);
  assert.ok(state !== undefined, name);
  return state;
}

/** What a keyboard must reach, in words; one of a group of radio buttons and one of the tabs is enough. */
const reachable = `
  globalThis.wordsOf = (one) => one.localName + ' ' + (one.name || one.getAttribute('aria-label') || one.textContent.trim()).slice(0, 60);
  globalThis.stops = [...document.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex="0"]')]
    .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)
    .filter((one) => one.type !== 'radio' || one.checked);
  stops.map(wordsOf)`;

interface Stop {
  readonly words: string;
  readonly isSeen: boolean;
}

/** The stop after the next press of Tab; undefined where the page ends and the browser's own bar would come. */
async function next(page: Page): Promise<Stop | undefined> {
  await page.keyboard.press('Tab');
  const stop = await page.evaluate<Stop | null>(`(() => {
    const one = document.activeElement;
    if (one === null || one === document.body) return null;
    const shown = one.type === 'radio' ? one.nextElementSibling : one;
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    const isSeen = outlineStyle !== 'none' && outlineWidth !== '0px';
    return { words: wordsOf(one), isSeen };
  })()`);
  return stop ?? undefined;
}

/** Tabs from the top of the page to its end. Ends with a failure where the focus is trapped. */
async function walk(page: Page): Promise<readonly Stop[]> {
  const most = 150;
  const toTheEnd = async (): Promise<readonly Stop[]> => {
    const stops: Stop[] = [];
    for (let stop = await next(page); stop !== undefined; stop = await next(page)) {
      stops.push(stop);
      assert.ok(stops.length < most, `the focus goes round: ${stop.words}`);
    }
    return stops;
  };
  // From the tab that was clicked.
  await toTheEnd();
  return toTheEnd();
}

for (const name of ['permission', 'doctor', 'changes', 'settings'])
  test(`every control of the page is reached and shows it: ${name}`, { skip }, async () => {
    await using hall = await hallOf(stateOf(name));
    const page = await visit(browser, hall.server);
    await goTo(page, stateOf(name));
    await page.getByRole('tabpanel').getByRole('heading', { level: 2 }).first().waitFor();
    const wanted = await page.evaluate<readonly string[]>(reachable);
    const stops = await walk(page);
    const words = new Set(stops.map((stop) => stop.words));
    assert.deepEqual(
      wanted.filter((one) => !words.has(one)),
      [],
    );
    assert.deepEqual(
      stops.filter(({ isSeen }) => !isSeen),
      [],
    );
  });

for (const name of ['plan', 'doctor-consent', 'undo'])
  test(`Escape closes the sheet, and the focus is where it was: ${name}`, { skip }, async () => {
    await using hall = await hallOf(stateOf(name));
    const { press = '', ...state } = stateOf(name);
    const page = await visit(browser, hall.server);
    await goTo(page, state);
    const place = state.page === undefined ? page.locator('.hero') : page.getByRole('tabpanel');
    const opener = place.getByRole('button', { name: press, exact: true });
    await opener.focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog');
    await sheet.waitFor();
    for (let count = 0; count < 12; count += 1) {
      await page.keyboard.press('Tab');
      // The browser's own bar, which headless has not, comes between the last and the first.
      assert.equal(
        await page.evaluate(
          "document.activeElement === document.body || document.activeElement.closest('dialog') !== null",
        ),
        true,
      );
    }
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), press);
  });

test('what changes within a second is read out once, when it has come to rest', { skip }, async () => {
  await using hall = await hallOf({
    name: 'calm',
    shows: snapshot({ sentence: 'Docker is reachable directly.' }),
  });
  const page = await witness(browser, hall.server, ({ clock }) => clock.install({ time: moment }));
  const shows = async (name: string): Promise<void> =>
    page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  await shows('Docker is reachable directly.');
  // From here on no time passes but what is let pass.
  await page.clock.pauseAt(Date.parse(moment) + 3_600_000);
  await page.clock.runFor(1000);
  const known = (await seenBy(page)).said;
  assert.equal(known.at(-1), 'Docker is reachable directly.');
  const changes = [
    'A VPN took the route.',
    'Cisco AnyConnect took the route.',
    'Docker is reachable over localhost.',
  ];
  for (const [index, sentence] of changes.entries()) {
    hall.core.publish({ ...hijacked(), revision: index + 2, sentence });
    await shows(sentence);
    await page.clock.runFor(900);
    assert.deepEqual((await seenBy(page)).said, known, sentence);
  }
  // Somewhat more than the rest: the page begins to count with its next frame.
  await page.clock.runFor(200);
  assert.deepEqual((await seenBy(page)).said, [...known, 'Docker is reachable over localhost.']);
  await page.clock.runFor(60_000);
  assert.equal((await seenBy(page)).said.length, known.length + 1);
  // Nobody who looks sees it twice.
  const { width = 0, height = 0 } = (await page.locator('#said').boundingBox()) ?? {};
  assert.ok(width <= 1 && height <= 1, `${width} by ${height} pixels`);
  await page.context().close();
});
