import { SettingChange, type SettingValue } from '../../shared/control/change-words.ts';
import { writeAtomic } from './atomic.ts';
import { openOwnToAppend, readOwn } from './own-file.ts';

/** `settings-history.ndjson`: one change of one setting on each line, oldest first. */

/** Bytes above which the older half is dropped; years of turning switches stay below it. */
const longestBytes = 256 * 1024;

export async function readSettingsHistory(file: string): Promise<readonly SettingChange[]> {
  const text = await readOrdinary(file);
  return text.split('\n').flatMap((line) => {
    const change = SettingChange.safeParse(parsed(line));
    return change.success ? [change.data] : [];
  });
}

export async function appendSettingsHistory(file: string, changes: readonly SettingChange[]): Promise<void> {
  if (changes.length === 0) return;
  const handle = await openOwnToAppend(file);
  let size: number;
  try {
    ({ size } = await handle.stat());
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const lines = changes.map((change) => `${JSON.stringify(change)}\n`).join('');
    // A line that a crash cut short is closed off, and skipped by readers.
    await handle.appendFile(size > 0 && last.toString() !== '\n' ? `\n${lines}` : lines);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (size > longestBytes) await dropOlderHalf(file);
}

/** The settings that the history ends with: what the file would hold had nobody edited it by hand. */
export function lastRecorded(history: readonly SettingChange[]): ReadonlyMap<string, SettingValue> {
  const values = new Map<string, SettingValue>();
  for (const { key, after } of history) {
    if (after === null) values.delete(key);
    else values.set(key, after);
  }
  return values;
}

async function dropOlderHalf(file: string): Promise<void> {
  const history = await readSettingsHistory(file);
  const [older, newer] = [history.slice(0, history.length / 2), history.slice(history.length / 2)];
  const at = older.at(-1)?.at;
  // What stood at the cut stays as one line each, so that a later edit by hand is still told from it.
  const summed: SettingChange[] = [...lastRecorded(older)].flatMap(([key, after]) =>
    at === undefined ? [] : [{ at, key, before: null, after, by: 'hand' as const }],
  );
  const text = [...summed, ...newer].map((change) => `${JSON.stringify(change)}\n`).join('');
  await writeAtomic(file, text, { mode: 0o600 });
}

/** The text of a file that must not be a link; none is empty. */
async function readOrdinary(file: string): Promise<string> {
  try {
    return await readOwn(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
