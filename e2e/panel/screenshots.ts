/**
 * `npm run screenshots`: every state of the panel, light and dark, narrow and wide, as PNG.
 *   npm run screenshots -- [--to <folder>] [--only <state>] [--height <pixels>]
 * With a height, only what fits into it is taken.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright';
import { moment } from '../../app/testing/snapshots.ts';
import { findChromium, noChromium, startBrowser } from './browser.ts';
import { goTo, hallOf } from './hall.ts';
import { states, type State } from './states.ts';

const schemes = ['light', 'dark'] as const;
const widths = { narrow: 320, usual: 400, wide: 1100 } as const;

const { values } = parseArgs({
  options: {
    to: { type: 'string', default: 'screenshots' },
    only: { type: 'string' },
    height: { type: 'string' },
  },
});
const executable = findChromium();
if (executable === undefined) {
  process.stderr.write(`${noChromium}\n`);
  process.exit(1);
}
mkdirSync(values.to, { recursive: true });
const browser = await startBrowser(executable);
let count = 0;
try {
  for (const state of states.filter(({ name }) => values.only === undefined || name === values.only))
    for (const colorScheme of schemes) count += await picture(browser, { state, colorScheme, to: values.to });
} finally {
  await browser.close();
}
process.stdout.write(`${count} pictures in ${path.resolve(values.to)}\n`);

async function picture(
  on: Browser,
  { state, colorScheme, to }: { state: State; colorScheme: 'light' | 'dark'; to: string },
): Promise<number> {
  await using hall = await hallOf(state);
  const context = await on.newContext({
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(moment);
  await page.goto(hall.server.link() ?? '');
  await page.locator('main h1').waitFor();
  await goTo(page, state);
  for (const [name, width] of Object.entries(widths)) {
    await page.setViewportSize({ width, height: Number(values.height ?? 860) });
    const file = path.join(to, `${state.name}-${name}-${colorScheme}.png`);
    await page.screenshot({ path: file, fullPage: values.height === undefined && state.press === undefined });
  }
  await context.close();
  return Object.keys(widths).length;
}
