import {
  contract,
  type Handlers,
  type LogLine,
  type MethodName,
  type Out,
} from '../../shared/control/contract.ts';
import { FailureError } from '../../shared/control/failure.ts';
import type { Happening, Snapshot } from '../../shared/snapshot.ts';
import { Channel } from '../control/channel.ts';
import type { Core } from '../daemon/core.ts';

type Answer<M extends MethodName> = Out<M> | Error | (() => Promise<Out<M>>);

/**
 * A core whose world is a script. Its methods are walked from the contract, so that it cannot drift: every
 * value it hands out is parsed first, and a method it was not taught refuses.
 */
export class MemoryCore implements Core {
  readonly handlers: Handlers;
  /** Every call, in order, with its parsed input. */
  readonly calls: { readonly name: MethodName; readonly input: unknown }[] = [];
  started = false;
  stopped = false;
  /** What it says that it put back. */
  puts: readonly string[] = [];
  #snapshot: Snapshot;
  readonly #timeline: Happening[] = [];
  readonly #logs: LogLine[] = [];
  readonly #readers: { readonly [F in 'watch' | 'timeline' | 'logs']: Set<Channel<Out<F>>> } = {
    watch: new Set(),
    timeline: new Set(),
    logs: new Set(),
  };
  readonly #answers = new Map<MethodName, unknown>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = contract.status.output.parse(snapshot);
    const methods = Object.keys(contract).map((name) => [name, this.#handler(name as MethodName)]);
    this.handlers = Object.fromEntries(methods) as Handlers;
  }

  start(): Promise<void> {
    this.started = true;
    return Promise.resolve();
  }
  putBack(): Promise<readonly string[]> {
    return Promise.resolve(this.puts);
  }
  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }

  /** Teaches a method its answer. */
  answer<M extends MethodName>(name: M, answer: Answer<M>): void {
    this.#answers.set(name, answer);
  }
  publish(snapshot: Snapshot): void {
    this.#snapshot = contract.status.output.parse(snapshot);
    for (const reader of this.#readers.watch) reader.push(this.#snapshot);
  }
  happen(happening: Happening): void {
    this.#timeline.push(contract.timeline.output.parse(happening));
    for (const reader of this.#readers.timeline) reader.push(happening);
  }
  log(line: LogLine): void {
    this.#logs.push(contract.logs.output.parse(line));
    for (const reader of this.#readers.logs) reader.push(line);
  }
  /** Readers of a feed that have not left. */
  readers(name: 'watch' | 'timeline' | 'logs'): number {
    return this.#readers[name].size;
  }

  #handler(name: MethodName): unknown {
    return (input: unknown, signal: AbortSignal): unknown => {
      this.calls.push({ name, input });
      if (name === 'watch' || name === 'timeline' || name === 'logs') return this.#feed(name, signal);
      return this.#answer(name);
    };
  }

  async #answer(name: MethodName): Promise<unknown> {
    const taught = this.#answers.get(name) ?? this.#untaught(name);
    const value: unknown = typeof taught === 'function' ? await (taught as () => Promise<unknown>)() : taught;
    if (value instanceof Error) throw value;
    return contract[name].output.parse(value);
  }

  #untaught(name: MethodName): unknown {
    if (name === 'status' || name === 'look') return this.#snapshot;
    if (name === 'machines') return this.#snapshot.machines;
    if (name === 'stop') return { stopping: true };
    return new FailureError('not-possible', `this core was not taught ${name}`);
  }

  async *#feed(name: 'watch' | 'timeline' | 'logs', signal: AbortSignal): AsyncGenerator {
    const taught = this.#answers.get(name);
    if (taught instanceof Error) throw taught;
    const channel = new Channel<never>({ limit: 10_000 });
    const readers = this.#readers[name] as unknown as Set<Channel<never>>;
    const end = (): void => channel.end();
    signal.addEventListener('abort', end, { once: true });
    readers.add(channel);
    try {
      if (name === 'watch') yield this.#snapshot;
      if (name === 'timeline') yield* this.#timeline;
      if (name === 'logs') yield* this.#logs;
      if (!signal.aborted) yield* channel;
    } finally {
      readers.delete(channel);
    }
  }
}
