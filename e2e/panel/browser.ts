/** A real Chromium, where there is one. Nothing is ever downloaded for it. */
import { existsSync } from 'node:fs';
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

export function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      // The sandbox needs rights that containers and root do not have; only our own page is opened.
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
