import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Home } from './home.ts';
import { userHome } from './user-home.ts';

/** In every home that has been used, and hardly anywhere else. */
const signs = ['control.sock', 'daemon.pid', 'journal.ndjson', 'settings-history.ndjson'];
const alsoOurs = ['logs', 'machines', 'settings.json', 'known_hosts', 'memory.json', '.DS_Store'];

/**
 * A file or folder that shows that the home was somebody else's before: a project, the user's own home. Its mode would
 * be changed, and an undo would leave a riddle. Undefined where Fairlead may move in, or has.
 */
export function strangerIn(home: Home): string | undefined {
  if (home.root === path.join(userHome(), '.fairlead')) return undefined;
  const there = namesIn(home.root);
  if (there.some((name) => signs.includes(name))) return undefined;
  return there.find((name) => !alsoOurs.includes(name));
}

function namesIn(folder: string): readonly string[] {
  try {
    // A link, a file, a folder not there yet: whoever prepares it has more to say about that.
    return lstatSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
  } catch {
    return [];
  }
}
