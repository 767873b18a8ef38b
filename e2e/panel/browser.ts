/** A real Chromium, where there is one. Nothing is ever downloaded for it. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Playwright's own, when somebody has installed it, else the system's. Undefined when there is none. */
export function findChromium(): string | undefined {
  return [process.env['FAIRLEAD_CHROMIUM'] ?? '', ...places, chromium.executablePath()].find(
    (file) => file !== '' && existsSync(file),
  );
}

export const noChromium =
  'no Chromium here: apt-get install chromium, or set FAIRLEAD_CHROMIUM to the path of one';

/** Its home is a folder of its own, gone with it: beside the profile, Chromium writes into the user's .config and .cache. */
export async function startBrowser(executablePath: string): Promise<Browser> {
  const home = mkdtempSync(path.join(tmpdir(), 'fl-'));
  const { XDG_CONFIG_HOME: _config, XDG_CACHE_HOME: _cache, ...environment } = process.env;
  const browser = await chromium.launch({
    executablePath,
    env: { ...environment, HOME: home },
    args: [
      // The sandbox needs rights that containers and root do not have; only our own page is opened.
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  browser.once('disconnected', () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  return browser;
}
