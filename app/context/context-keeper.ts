import type { ContextView } from '../../shared/snapshot.ts';
import type { DockerContexts, Journal, Log } from '../ports.ts';
import { changeContexts } from './change.ts';
import {
  contextName,
  isFairleads,
  machineOf,
  saysTheSame,
  wantedContexts,
  type Endpointed,
  type WantedContext,
} from './wanted.ts';

/** What outlives the daemon: contexts that were written, and those that a person took away. */
export interface ContextMemory {
  readonly writtenContexts: readonly string[];
  contextState(name: string): 'written' | 'unwanted' | undefined;
  noteContext(name: string, state: 'written' | 'unwanted' | undefined): Promise<void>;
}

export interface ContextKeeperOptions {
  readonly contexts: DockerContexts;
  readonly journal: Journal;
  readonly memory: ContextMemory;
  readonly log: Log;
  /** The setting context.write. */
  readonly isOn: () => boolean;
  /** Whether somebody answers on a socket. */
  readonly isServed: (socket: string) => Promise<boolean>;
  readonly changed: () => void;
}

interface Kept {
  readonly state: ContextView['state'];
  readonly detail?: string;
}

/**
 * Keeps one Docker context for each machine with an endpoint. A context that somebody else made, and one that a person
 * took away, are left alone; none is ever selected here.
 */
export class ContextKeeper {
  readonly #options: ContextKeeperOptions;
  readonly #kept = new Map<string, Kept>();
  #machines: readonly Endpointed[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ContextKeeperOptions) {
    this.#options = options;
  }

  /**
   * Brings the contexts in line with the machines; one turn at a time. `known` are all machines of the stores, also
   * those without an endpoint, or undefined when they could not be read. Never throws.
   */
  keep(machines: readonly Endpointed[], known: readonly string[] | undefined): Promise<void> {
    this.#machines = machines;
    return this.#inTurn(async () => {
      if (!this.#options.isOn()) {
        this.#kept.clear();
        return;
      }
      for (const wanted of wantedContexts(machines)) await this.#keepOne(wanted);
      if (known !== undefined) await this.#clear(known);
    });
  }

  view(machine: string, selected: string | undefined): ContextView {
    const name = contextName(machine);
    const kept = this.#kept.get(name) ?? { state: 'absent' as const };
    const names = wantedContexts(this.#machines).filter((wanted) => wanted.machine === machine);
    return { name, ...kept, selected: names.some((wanted) => wanted.name === selected) };
  }

  /** Learns what is there without changing anything, for a command that runs without the daemon. */
  async inspect(machines: readonly Endpointed[]): Promise<void> {
    this.#machines = machines;
    for (const wanted of wantedContexts(machines)) {
      const found = await this.#options.contexts.read(wanted.name);
      const there = found.kind === 'read' ? found.value : undefined;
      if (there !== undefined)
        this.#kept.set(wanted.name, { state: saysTheSame(there, wanted) ? 'ready' : 'foreign' });
    }
  }

  /** Writes a context although a person had taken it away, because one asks for it. */
  async want(wanted: WantedContext): Promise<Kept> {
    await this.#inTurn(async () => {
      await this.#options.memory.noteContext(wanted.name, 'written');
      await this.#write(wanted);
    });
    return this.#kept.get(wanted.name) ?? { state: 'failed' };
  }

  /** Takes a context of ours away and remembers that it is not wanted. */
  async forget(wanted: WantedContext): Promise<'removed' | 'absent' | 'foreign'> {
    let outcome: 'removed' | 'absent' | 'foreign' = 'absent';
    await this.#inTurn(async () => {
      const { contexts, memory } = this.#options;
      const found = await contexts.read(wanted.name);
      if (found.kind === 'unreadable' || (found.value !== undefined && !isFairleads(found.value))) {
        outcome = 'foreign';
        return;
      }
      await memory.noteContext(wanted.name, 'unwanted');
      this.#kept.set(wanted.name, takenAway);
      if (found.value === undefined) return;
      const selected = await contexts.readSelected();
      if (selected.kind === 'read' && selected.value === wanted.name)
        await changeContexts(this.#options, { verb: 'select', name: undefined, before: wanted.name });
      await changeContexts(this.#options, { verb: 'remove', context: found.value });
      outcome = 'removed';
    });
    return outcome;
  }

  async #keepOne(wanted: WantedContext): Promise<void> {
    const before = JSON.stringify(this.#kept.get(wanted.name));
    const { memory, contexts, log } = this.#options;
    const known = memory.contextState(wanted.name);
    if (known === 'unwanted') this.#kept.set(wanted.name, takenAway);
    else {
      const found = await contexts.read(wanted.name);
      const isGone = found.kind === 'read' && found.value === undefined && known === 'written';
      if (isGone) {
        log.info(`the Docker context ${wanted.name} was removed by somebody and is left away`);
        await memory.noteContext(wanted.name, 'unwanted');
        this.#kept.set(wanted.name, takenAway);
      } else await this.#write(wanted);
    }
    if (JSON.stringify(this.#kept.get(wanted.name)) !== before) this.#options.changed();
  }

  async #write(wanted: WantedContext): Promise<void> {
    const { contexts, memory, log } = this.#options;
    const found = await contexts.read(wanted.name);
    if (found.kind === 'unreadable') {
      this.#kept.set(wanted.name, { state: 'foreign', detail: found.reason });
      return;
    }
    const there = found.value;
    const whose =
      there === undefined ? undefined : await this.#othersWord(wanted, there.host, isFairleads(there));
    if (whose !== undefined) this.#kept.set(wanted.name, { state: 'foreign', detail: whose });
    else if (there !== undefined && saysTheSame(there, wanted))
      this.#kept.set(wanted.name, { state: 'ready' });
    else {
      // Asked before the journal is: a folder of which nothing may be changed would fill it once a minute.
      const obstacle = await contexts.obstacle(wanted.name);
      if (obstacle !== undefined) {
        this.#kept.set(wanted.name, { state: 'failed', detail: obstacle });
        return;
      }
      try {
        await changeContexts(this.#options, { verb: 'write', context: wanted, before: there });
        log.info(`wrote the Docker context ${wanted.name} -> ${wanted.host}`);
        this.#kept.set(wanted.name, { state: 'ready' });
      } catch (error) {
        this.#kept.set(wanted.name, { state: 'failed', detail: (error as Error).message });
        return;
      }
    }
    if (whose === undefined) await memory.noteContext(wanted.name, 'written');
  }

  /** Contexts of machines that are gone lead nowhere; one that is selected stays, for its owner to change. */
  async #clear(known: readonly string[]): Promise<void> {
    const { contexts, memory, log } = this.#options;
    const wanted = wantedContexts(known.map((name) => ({ name, socket: '' })));
    for (const name of memory.writtenContexts) {
      const found = await contexts.read(name);
      const context = found.kind === 'read' ? found.value : undefined;
      // A person who tidied up after a machine has said nothing about the next one of its name.
      if (found.kind === 'read' && context === undefined && wanted.every((one) => one.name !== name))
        await memory.noteContext(name, undefined);
      const machine = context === undefined ? undefined : machineOf(context);
      if (context === undefined || machine === undefined || known.includes(machine)) continue;
      const selected = await contexts.readSelected();
      if (selected.kind === 'unreadable' || selected.value === name) continue;
      await changeContexts(this.#options, { verb: 'remove', context });
      await memory.noteContext(name, undefined);
      log.info(`removed the Docker context ${name}: there is no machine ${machine} any more`);
    }
  }

  /** Why a context is not ours to change; undefined when it is. */
  async #othersWord(wanted: WantedContext, host: string, isOurs: boolean): Promise<string | undefined> {
    if (!isOurs) return `a context ${wanted.name} that Fairlead did not make points at ${host || 'nothing'}`;
    if (host === wanted.host || !(await this.#options.isServed(host.slice('unix://'.length))))
      return undefined;
    return `another Fairlead that runs keeps it for ${host}`;
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(act).catch((error: unknown) => {
      this.#options.log.warn(`Docker contexts: ${String(error)}`);
    });
    return this.#turn;
  }
}

const takenAway: Kept = { state: 'absent', detail: 'it was removed; fairlead context use brings it back' };
