import type { Duplex } from 'node:stream';
import type { PublishedPort } from '../../shared/snapshot.ts';
import type { Clock, Dial, Journal, Log, Ports } from '../ports.ts';
import { LocalListener } from './local-listener.ts';
import type { WantedPort } from './wanted-ports.ts';

export interface OpenPortsOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly ports: Ports;
  /** Plain TCP into a machine over the best path. */
  readonly dial: (machine: string, to: Dial) => Promise<Duplex>;
  readonly carry: (client: Duplex, line: Duplex) => void;
  readonly changed: () => void;
}

type State = Pick<PublishedPort, 'state' | 'holder' | 'detail'>;

interface Entry {
  wanted: WantedPort;
  state: State;
  listener?: LocalListener;
  /** The journal's, while the port is open. */
  id?: string;
  /** Monotonic milliseconds of the next try for a port that something else holds. */
  retryAt: number;
  tries: number;
}

/** A port that somebody holds is looked at again after this, twice as long each time up to the longest. */
const retryMs = 5000;
const longestRetryMs = 60_000;
/** A client of a port waits no longer for the way into the machine. */
const dialMs = 5000;

/** The listeners on this computer. One turn at a time; what goes wrong with one port hurts no other. */
export class OpenPorts {
  readonly #options: OpenPortsOptions;
  readonly #entries = new Map<string, Entry>();
  /** Ports that a person had closed by undoing. */
  readonly #withheld = new Set<number>();
  #turn: Promise<void> = Promise.resolve();
  #cancelRetry: () => void = () => undefined;
  #stopped = false;

  constructor(options: OpenPortsOptions) {
    this.#options = options;
  }

  /** Opens what is wanted and closes the rest. */
  set(wanted: readonly WantedPort[]): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#said();
      const keys = new Set(wanted.map(keyOf));
      for (const [key, entry] of this.#entries)
        if (!keys.has(key)) {
          this.#entries.delete(key);
          await this.#close(entry);
        }
      for (const one of wanted) await this.#want(one);
      this.#tell(before);
      this.#planRetry();
    });
  }

  view(machine: string): PublishedPort[] {
    return [...this.#entries.values()]
      .filter(({ wanted }) => wanted.machine === machine)
      .map(({ wanted: { container, protocol, port }, state }) => ({
        container,
        protocol,
        localPort: port,
        machinePort: port,
        ...state,
      }));
  }

  isOpen(port: number): boolean {
    return [...this.#entries.values()].some(({ wanted, listener }) => wanted.port === port && listener);
  }

  /** Closes a port and leaves it closed until the daemon starts again. */
  withhold(port: number): Promise<void> {
    this.#withheld.add(port);
    return this.set([...this.#entries.values()].map(({ wanted }) => wanted));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry();
    await this.#turn;
    for (const entry of this.#entries.values()) {
      await entry.listener?.stop();
      await this.#note(entry);
    }
    this.#entries.clear();
  }

  async #want(wanted: WantedPort): Promise<void> {
    const key = keyOf(wanted);
    const known = this.#entries.get(key);
    const verdict = this.#verdictOn(wanted);
    const now = this.#options.clock.monotonic();
    if (known !== undefined) {
      known.wanted = wanted;
      if (known.listener !== undefined && verdict.kind === 'open') return;
      if (verdict.kind === 'open' && known.state.state === 'taken' && known.retryAt > now) return;
    }
    const entry: Entry = known ?? { wanted, state: { state: 'not-carried' }, retryAt: 0, tries: 0 };
    this.#entries.set(key, entry);
    if (verdict.kind === 'open') return this.#open(entry);
    await this.#close(entry);
    entry.state =
      verdict.kind === 'taken'
        ? { state: 'taken', holder: verdict.holder }
        : { state: 'not-carried', detail: verdict.why };
  }

  async #open(entry: Entry): Promise<void> {
    const { ports, log } = this.#options;
    const { machine, container, port } = entry.wanted;
    // Asked first: macOS lets 127.0.0.1 be bound beside a listener on every address, and so take its callers away.
    const looked = await ports.readPort(port);
    if (looked.kind === 'held') {
      this.#notOpen(entry, looked.holder);
      return;
    }
    const change = await this.#options.journal.begin({
      kind: 'published-port',
      machine,
      description: `open 127.0.0.1:${port} for ${container}`,
      undo: { port },
    });
    try {
      entry.listener = await LocalListener.open({
        port,
        dial: () => this.#dial(entry),
        carry: this.#options.carry,
        missed: (error) => log.debug(`127.0.0.1:${port} of ${machine}: ${error.message}`),
      });
      entry.id = change.id;
      entry.state = { state: 'open' };
      entry.tries = 0;
      log.info(`opened 127.0.0.1:${port} for ${container} in ${machine}`);
      await change.end('done');
    } catch (error) {
      await change.end('failed');
      this.#notOpen(entry, (error as NodeJS.ErrnoException).code ?? 'unknown');
    }
  }

  #verdictOn({ verdict, port }: WantedPort): WantedPort['verdict'] {
    return this.#withheld.has(port) ? { kind: 'not-carried', why: 'fairlead undo closed it' } : verdict;
  }

  async #close(entry: Entry): Promise<void> {
    await entry.listener?.close();
    delete entry.listener;
    await this.#note(entry);
  }

  /** The journal's entry of a port that is closed again has nothing left to undo. */
  async #note(entry: Entry): Promise<void> {
    const { id } = entry;
    if (id === undefined) return;
    delete entry.id;
    await this.#options.journal
      .mark(id, 'undone')
      .catch((error: unknown) =>
        this.#options.log.warn(`the journal could not be written: ${String(error)}`),
      );
  }

  #dial({ wanted }: Entry): Promise<Duplex> {
    return this.#options.dial(wanted.machine, { host: wanted.host, port: wanted.port, timeoutMs: dialMs });
  }

  #notOpen(entry: Entry, holder: string): void {
    const { clock, log } = this.#options;
    const { port, container, machine } = entry.wanted;
    if (entry.state.state !== 'taken' || entry.state.holder !== holder)
      log.warn(`127.0.0.1:${port} cannot be opened for ${container} in ${machine}: ${holder} has it`);
    const needsRoot = port < 1024 && /root/.test(holder);
    entry.state = needsRoot
      ? { state: 'not-carried', detail: 'ports below 1024 need root on this computer' }
      : { state: 'taken', holder };
    entry.retryAt = clock.monotonic() + Math.min(longestRetryMs, retryMs * 2 ** entry.tries);
    entry.tries += 1;
  }

  #planRetry(): void {
    this.#cancelRetry();
    const waiting = [...this.#entries.values()].filter(
      ({ state, wanted }) => state.state === 'taken' && wanted.verdict.kind === 'open',
    );
    if (waiting.length === 0 || this.#stopped) return;
    const at = Math.min(...waiting.map(({ retryAt }) => retryAt));
    const ms = Math.max(0, at - this.#options.clock.monotonic());
    this.#cancelRetry = this.#options.clock.after(ms, () => {
      void this.set([...this.#entries.values()].map(({ wanted }) => wanted));
    });
  }

  #said(): string {
    return JSON.stringify([...this.#entries.values()].map(({ wanted, state }) => [wanted, state]));
  }

  #tell(before: string): void {
    if (this.#said() !== before) this.#options.changed();
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      if (this.#stopped) return;
      await act().catch((error: unknown) => this.#options.log.warn(`published ports: ${String(error)}`));
    });
    return this.#turn;
  }
}

/** A container that is made anew under another name keeps its port, and those who use it. */
function keyOf({ machine, protocol, port, host }: WantedPort): string {
  return `${machine} ${port}/${protocol} ${host}`;
}
