/** A browser, and the panel's real server over the real daemon of a stage. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { connect } from '../../app/control/client.ts';
import { homeAt } from '../../app/home/home.ts';
import { panelFolder } from '../../app/panel/files.ts';
import { startPanelServer, type PanelServer } from '../../app/panel/server.ts';
import type { Stage } from '../stage/stage.ts';
import { findChromium, noChromium, startBrowser } from './browser.ts';

const executable = findChromium();

/** For `test`: the reason why there is no browser, or false. */
export const skip: string | false = executable === undefined ? noChromium : false;

/** Only to be called where `skip` is false. */
export function openBrowser(): Promise<Browser> {
  if (executable === undefined) throw new Error(noChromium);
  return startBrowser(executable);
}

/** The panel of whichever daemon that home has at the moment, as `fairlead panel` serves it. */
export function serve({ home }: Pick<Stage, 'home'>): Promise<PanelServer> {
  return startPanelServer({
    folder: panelFolder() ?? '',
    daemon: async () => {
      const connection = await connect(homeAt(home));
      if (connection.kind !== 'connected') throw connection.error;
      return connection.client;
    },
  });
}

/** A page of its own context; closing the browser closes it. */
export async function visit(
  browser: Browser,
  server: PanelServer,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(server.link() ?? '');
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Puts axe into a page whose policy was lifted (bypassCSP). */
export async function giveAxe(page: Page): Promise<void> {
  await page.evaluate(axe);
}

/** What axe finds, one line for each place. */
export function violations(page: Page, options = '{}'): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`axe.run(${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`);
}

/** How much wider the page is than its window, in CSS pixels. */
export function overhang(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
