import { setTimeout as after } from 'node:timers/promises';
import { readSettings } from '../app/home/settings-file.ts';
import type { Home } from '../app/home/home.ts';
import type { Log } from '../app/ports.ts';
import type { Client } from '../shared/control/contract.ts';
import type { Parting } from './parting.ts';

/** Whoever wants to quit does not wait for a daemon that hangs. */
const patienceMs = 1500;

/** What a daemon would put back is in its journal and in the settings. Undefined when it does not answer in time. */
export async function readParting(options: {
  readonly home: Home;
  readonly client: () => Client;
  readonly log: Log;
}): Promise<Parting | undefined> {
  const late = new AbortController();
  try {
    const journal = await Promise.race([
      options.client().journal({}, late.signal),
      after(patienceMs, undefined, { signal: late.signal }),
    ]);
    if (journal === undefined) return undefined;
    const { settings } = await readSettings(options.home.settings);
    return { journal, settings };
  } catch (error) {
    options.log.warn(`the journal could not be read before the end: ${String(error)}`);
    return undefined;
  } finally {
    late.abort();
  }
}
