/** A page that remembers what it has shown: what lasts for a moment is then found however busy the computer is. */
import type { Browser, Page } from 'playwright';
import type { PanelServer } from '../../app/panel/server.ts';

/** Everything the page showed, oldest first, and the notifications that are up. */
export interface Seen {
  readonly headlines: readonly string[];
  /** What a screen reader was told: every new text of a live region, whichever. */
  readonly said: readonly string[];
  /** The drawing in words. */
  readonly drawings: readonly string[];
  /** The advisories by title, each once. */
  readonly advisories: readonly string[];
  /** Every notification that was ever shown, by its tag. */
  readonly notices: readonly string[];
  /** The tags of those that are up now. */
  readonly up: readonly string[];
}

/**
 * The system's own notifications cannot be looked at, those the page holds can. What is remembered is in the order in
 * which the page was drawn; a list keeps no neighbours that are the same.
 */
const script = `
globalThis.seen = { headlines: [], said: [], drawings: [], advisories: [], notices: [], up: [] };
globalThis.Notification = class {
  static permission = 'granted';
  constructor(title, { body, tag }) {
    this.tag = tag;
    seen.notices.push(tag);
    seen.up = [...seen.up.filter((one) => one !== tag), tag];
  }
  close() { seen.up = seen.up.filter((one) => one !== this.tag); }
};
const add = (list, text) => { if (text && list.at(-1) !== text) list.push(text); };
const regions = new Map();
new MutationObserver(() => {
  for (const region of document.querySelectorAll('[aria-live], [role=status], [role=alert]')) {
    const text = region.textContent;
    // A region that comes with its text is not read out, only what changes in it.
    if (regions.has(region) && regions.get(region) !== text && text) seen.said.push(text);
    regions.set(region, text);
  }
  add(seen.headlines, document.querySelector('h1')?.textContent);
  add(seen.drawings, document.querySelector('.drawing svg')?.getAttribute('aria-label'));
  for (const { textContent } of document.querySelectorAll('#advisories strong'))
    if (!seen.advisories.includes(textContent)) seen.advisories.push(textContent);
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });`;

export async function witness(
  browser: Browser,
  server: PanelServer,
  prepare?: (page: Page) => Promise<void>,
): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.addInitScript(script);
  await prepare?.(page);
  await page.goto(server.link() ?? '');
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

export function seenBy(page: Page): Promise<Seen> {
  return page.evaluate<Seen>('seen');
}

/** Resolves once the page has shown it, be it a moment ago. */
export async function hasShown(page: Page, list: keyof Seen, words: RegExp): Promise<void> {
  await page.waitForFunction(`seen.${list}.some((text) => ${String(words)}.test(text))`).catch(async () => {
    const shown = (await seenBy(page))[list];
    throw new Error(`no ${list} as ${String(words)}, but:\n${shown.join('\n')}`);
  });
}
