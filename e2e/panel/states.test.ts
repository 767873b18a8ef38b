/** Every state of the panel under axe, in both colours and in a narrow window. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright';
import { findChromium, noChromium, startBrowser } from './browser.ts';
import { goTo, hallOf } from './hall.ts';
import { states } from './states.ts';

const executable = findChromium();
const skip = executable === undefined ? noChromium : false;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
before(async () => {
  if (executable !== undefined) browser = await startBrowser(executable);
});
after(async () => {
  if (executable !== undefined) await browser.close();
});

test(
  'axe finds nothing in any state, light and dark, and nothing is wider than 320 px',
  { skip },
  async () => {
    for (const state of states) {
      await using hall = await hallOf(state);
      const context = await browser.newContext({ reducedMotion: 'reduce', bypassCSP: true });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(hall.server.link() ?? '');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.setViewportSize({ width: 320, height: 700 });
      await goTo(page, state);
      // The drawing follows the window; a picture that is cut off would hide behind the next line.
      await page.waitForFunction("(document.querySelector('.drawing svg')?.clientWidth ?? 0) <= 320");
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(wide <= 320, `${state.name} is ${wide} px wide`);
      await page.evaluate(axe);
      assert.deepEqual(await violations(page, '{}'), [], `${state.name}, light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      // Colours are all that differs.
      assert.deepEqual(await violations(page, "{ runOnly: ['color-contrast'] }"), [], `${state.name}, dark`);
      await context.close();
    }
  },
);

function violations(page: Page, options: string): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`axe.run(${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`);
}
