/**
 * Run by a test, in a mount namespace, with a folder on a very small file system: writes what Fairlead keeps until the
 * disk is full, goes on, makes room, and prints as JSON what it found at each time.
 */
import { appendFileSync, readdirSync, readFileSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { writeAtomic } from '../home/atomic.ts';
import { FileJournal } from '../home/journal.ts';
import { FileLog } from '../home/log.ts';
import { Remembered } from '../reconcile/remembered.ts';
import { MemoryLog } from './memory-log.ts';

export interface FullDisk {
  /** What the first change that could not be written down said; '' when none was refused. */
  readonly refusal: string;
  /** Entries whose beginning was acknowledged, and the ids of all that are in the journal on the full disk. */
  readonly begun: readonly string[];
  readonly whileFull: readonly string[];
  readonly settingsRefusal: string;
  readonly settingsWhileFull: string;
  readonly files: readonly string[];
  readonly memoryWarnings: readonly string[];
  /** Id and state of all entries once there is room again. */
  readonly afterwards: readonly (readonly [id: string, state: string])[];
  /** The change that was made before the disk was full and ended while it was. */
  readonly ended: string;
}

export const settingsText = '{"direct.holdMs":250}';

async function run(folder: string): Promise<FullDisk> {
  const at = (name: string): string => path.join(folder, name);
  const warnings = new MemoryLog();
  const journal = new FileJournal({ file: at('journal.ndjson'), log: warnings });
  const remembered = new Remembered(at('memory.json'), warnings);
  const log = new FileLog({ folder: at('logs') });
  const change = { kind: 'settings', description: 'a change', undo: {} } as const;
  await writeAtomic(at('settings.json'), settingsText, { mode: 0o600 });
  await remembered.setWantsForward('default', false);
  log.info('before');
  const first = await journal.begin(change);
  const begun = [first.id];

  fill(at('filler'));
  let refusal = '';
  // The last page of the file has room yet, on whatever disk.
  while (refusal === '' && begun.length < 2000)
    await journal.begin(change).then(
      ({ id }) => void begun.push(id),
      (error: unknown) => (refusal = (error as Error).message),
    );
  await first.end('done');
  const settingsRefusal = await writeAtomic(at('settings.json'), 'x'.repeat(9000), { mode: 0o600 }).then(
    () => '',
    (error: unknown) => (error as Error).message,
  );
  await remembered.setWantsForward('other', false);
  log.info('a line that may be lost, and nothing else');
  const whileFull = (await journal.entries()).map(({ id }) => id);
  const settingsWhileFull = readFileSync(at('settings.json'), 'utf8');
  const files = readdirSync(folder).sort();

  unlinkSync(at('filler'));
  const last = await journal.begin(change);
  begun.push(last.id);
  return {
    refusal,
    begun,
    whileFull,
    settingsRefusal,
    settingsWhileFull,
    files,
    memoryWarnings: warnings.lines(100).map((line) => JSON.stringify(line)),
    afterwards: (await journal.entries()).map(({ id, state }) => [id, state] as const),
    ended: first.id,
  };
}

/** Page by page, so that not even a small file fits. */
function fill(file: string): void {
  const page = Buffer.alloc(4096);
  try {
    for (;;) appendFileSync(file, page);
  } catch {
    // Full.
  }
}

const [, script = '', folder] = process.argv;
if (folder !== undefined && script.endsWith('full-disk.ts'))
  process.stdout.write(JSON.stringify(await run(folder)));
