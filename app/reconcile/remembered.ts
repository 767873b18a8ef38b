import { rename } from 'node:fs/promises';
import * as z from 'zod';
import { writeAtomic } from '../home/atomic.ts';
import { readOwn } from '../home/own-file.ts';
import type { Log } from '../ports.ts';
import { isUnnamed } from './vpn-key.ts';

/** What outlives the daemon: `memory.json`. A broken file is set aside, never fatal. */
const File = z.object({
  version: z.literal(1),
  /** VPNs that took repaired routes back, with the time it was last seen. */
  takesRoutesBack: z.record(z.string(), z.iso.datetime()),
  /** Machines whose forward a person removed. */
  withoutForward: z.array(z.string()),
  /** Docker contexts that were written, and those that a person took away. */
  contexts: z.record(z.string(), z.enum(['written', 'unwanted'])).default({}),
  /** When the local socket of a machine was last used, about. */
  endpointUsed: z.record(z.string(), z.iso.datetime()).default({}),
});
type File = z.output<typeof File>;

const monthMs = 30 * 86_400_000;

export class Remembered {
  readonly #path: string;
  readonly #log: Log;
  #file: File = { version: 1, takesRoutesBack: {}, withoutForward: [], contexts: {}, endpointUsed: {} };

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  async load(): Promise<void> {
    try {
      this.#file = File.parse(JSON.parse(await readOwn(this.#path)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await this.#setAside();
    }
  }

  /** What people decided stands in it, such as a forward they do not want: so it is not written over. */
  async #setAside(): Promise<void> {
    const aside = `${this.#path}.damaged`;
    const where = await rename(this.#path, aside).then(
      () => `; it is ${aside} now`,
      () => '',
    );
    this.#log.warn(`${this.#path} cannot be used and begins anew${where}`);
  }

  takesRoutesBack(vpn: string, now: number): boolean {
    const known = this.#file.takesRoutesBack;
    const since = Object.hasOwn(known, vpn) ? known[vpn] : undefined;
    return since !== undefined && now - Date.parse(since) < monthMs;
  }

  async noteTakesBack(vpn: string, now: number): Promise<void> {
    if (vpn === '' || isUnnamed(vpn)) return;
    this.#file.takesRoutesBack[vpn] = new Date(now).toISOString();
    await this.#save();
  }

  async noteLeavesAlone(vpn: string): Promise<void> {
    if (!Object.hasOwn(this.#file.takesRoutesBack, vpn)) return;
    const { [vpn]: _gone, ...rest } = this.#file.takesRoutesBack;
    this.#file.takesRoutesBack = rest;
    await this.#save();
  }

  wantsForward(machine: string): boolean {
    return !this.#file.withoutForward.includes(machine);
  }

  async setWantsForward(machine: string, wanted: boolean): Promise<void> {
    if (this.wantsForward(machine) === wanted) return;
    this.#file.withoutForward = wanted
      ? this.#file.withoutForward.filter((name) => name !== machine)
      : [...this.#file.withoutForward, machine];
    await this.#save();
  }

  contextState(name: string): 'written' | 'unwanted' | undefined {
    return Object.hasOwn(this.#file.contexts, name) ? this.#file.contexts[name] : undefined;
  }

  /** Names of the contexts that were written. */
  get writtenContexts(): readonly string[] {
    return Object.keys(this.#file.contexts).filter((name) => this.contextState(name) === 'written');
  }

  async noteContext(name: string, state: 'written' | 'unwanted' | undefined): Promise<void> {
    if (this.contextState(name) === state) return;
    const { [name]: _before, ...rest } = this.#file.contexts;
    this.#file.contexts = state === undefined ? rest : { ...rest, [name]: state };
    await this.#save();
  }

  /** Milliseconds since the epoch. */
  endpointUsedAt(machine: string): number | undefined {
    const at = Object.hasOwn(this.#file.endpointUsed, machine) ? this.#file.endpointUsed[machine] : undefined;
    return at === undefined ? undefined : Date.parse(at);
  }

  async noteEndpointUse(machine: string, at: number): Promise<void> {
    const recent = Object.entries(this.#file.endpointUsed).filter(
      ([, used]) => at - Date.parse(used) < monthMs,
    );
    this.#file.endpointUsed = { ...Object.fromEntries(recent), [machine]: new Date(at).toISOString() };
    await this.#save();
  }

  async #save(): Promise<void> {
    try {
      await writeAtomic(this.#path, `${JSON.stringify(this.#file, null, 2)}\n`, { mode: 0o600 });
    } catch (error) {
      this.#log.warn(`${this.#path} could not be written: ${String(error)}`);
    }
  }
}
