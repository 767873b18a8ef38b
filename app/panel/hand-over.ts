import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Home } from '../home/home.ts';
import { handOverPage } from './pages.ts';

export interface HandOver extends Disposable {
  /** What the browser is told to open. */
  readonly url: string;
}

/**
 * A link in the arguments of `open` could be read by every user of this computer (ps), and whoever is first has
 * the panel. So the browser opens a file that only its owner can read, and that leads on.
 */
export function handOver(home: Home, link: string): HandOver {
  const file = path.join(home.root, `panel-${process.pid}.html`);
  writeFileSync(file, handOverPage(link), { mode: 0o600 });
  return { url: pathToFileURL(file).href, [Symbol.dispose]: () => rmSync(file, { force: true }) };
}
