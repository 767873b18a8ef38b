import { statSync } from 'node:fs';
import path from 'node:path';
import { sayInto, type Finding } from '../reconcile/advise/finding.ts';

/**
 * The file whose replacement tells that a program was updated: its first file, or, where that lies in an archive, which
 * keeps no times of its own, the program that runs it and is replaced with it.
 */
export function programFile(entry: string | undefined, execPath: string): string {
  return entry === undefined || entry.includes(`.asar${path.sep}`) ? execPath : entry;
}

/**
 * Whether the files of this program are still those it was started from. Parts that are seldom needed are loaded late,
 * and an update under a running daemon takes them away: SSH or a renewal then fails for a reason that nobody guesses.
 */
export class OwnProgram {
  readonly #file: string;
  readonly #begun: string | undefined;

  constructor(file = programFile(process.argv[1], process.execPath)) {
    this.#file = file;
    this.#begun = identityOf(file);
  }

  advise(): readonly Finding[] {
    if (this.#begun === undefined || identityOf(this.#file) === this.#begun) return [];
    const findings: Finding[] = [];
    sayInto(findings)(
      'program-replaced',
      'Fairlead was updated or removed while it runs, and what it has not loaded yet it can load no more. Quit the app and open it again, or stop this daemon and start it as before.',
      { evidence: [this.#file], fix: { label: 'Stop this daemon', command: 'fairlead stop' } },
    );
    return findings;
  }
}

/** Package managers set times that never change, so the file's number and its birth count too. */
function identityOf(file: string): string | undefined {
  try {
    const { dev, ino, size, mtimeMs, birthtimeMs } = statSync(file);
    return [dev, ino, size, mtimeMs, birthtimeMs].join(' ');
  } catch {
    return undefined;
  }
}
