import { connect } from 'node:net';
import type { Settings } from '../../shared/settings.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { changeContexts } from '../context/change.ts';
import { wantedContexts, type Endpointed, type WantedContext } from '../context/wanted.ts';
import { ContextKeeper, type ContextMemory } from '../context/context-keeper.ts';
import type { Home } from '../home/home.ts';
import { carry } from '../endpoint/carry.ts';
import type { Carrier } from '../endpoint/carrier.ts';
import { ContainerWatch } from '../platform/docker/container-watch.ts';
import type { Clock, DockerContexts, Journal, Log, Ports } from '../ports.ts';
import { PublishedPorts } from '../published/published-ports.ts';
import type { Observation } from '../reconcile/observation.ts';
import type { Beside } from '../reconcile/publisher.ts';

export interface BesideOptions {
  readonly contexts: DockerContexts;
  readonly journal: Journal;
  readonly memory: ContextMemory;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly home: Pick<Home, 'machineSocket'>;
  readonly clock: Clock;
  readonly ports: Ports;
  readonly carrier: Carrier;
  /** So many bytes pass through a published port. */
  readonly passed: (bytes: number) => void;
  /** The picture says something new. */
  readonly changed: () => void;
}

/** An engine that does not let us in by then is asked again later. */
const lookMs = 2000;
/** Somebody may have removed a context without anything else changing. */
const recheckMs = 60_000;

/** The parts that follow the snapshot: what Docker's own clients find on this computer. */
export class BesideParts {
  readonly contexts: ContextKeeper;
  readonly #published: PublishedPorts;
  readonly #options: BesideOptions;
  #kept = '';
  #keptAt = -Infinity;

  constructor(options: BesideOptions) {
    this.#options = options;
    const { settings } = options;
    this.contexts = new ContextKeeper({
      ...options,
      isOn: () => settings()['context.write'] === 'on',
      isServed,
    });
    this.#published = new PublishedPorts({
      ...options,
      isOn: () => settings()['ports.publish'] === 'on',
      dial: (machine, to) => options.carrier.dial(machine, to),
      carry: (client, line) => void carry(client, line, { onBytes: options.passed }),
      watch: (machine, changed) =>
        new ContainerWatch({
          ...options,
          machine,
          changed,
          // Not over its socket: to follow containers is no use of the machine.
          connect: () => options.carrier.toEngine(machine, lookMs),
        }),
    });
  }

  view(machine: string, seen: Observation): Beside {
    const publishedPorts = this.#published.view(machine);
    return {
      context: this.contexts.view(machine, seen.context?.name),
      ...(publishedPorts === undefined ? {} : { publishedPorts }),
    };
  }

  /** The contexts that these machines have, or would have. */
  contextsOf(machines: readonly { readonly name: string }[]): readonly WantedContext[] {
    return wantedContexts(this.#endpoints(machines));
  }

  /** For a command that runs without the daemon: what is there, and nothing is changed. */
  inspect(machines: readonly { readonly name: string }[]): Promise<void> {
    return this.contexts.inspect(this.#endpoints(machines));
  }

  select(name: string, before: string | undefined): Promise<void> {
    return changeContexts(this.#options, { verb: 'select', name, before });
  }

  #endpoints(machines: readonly { readonly name: string }[]): readonly Endpointed[] {
    return machines.map(({ name }) => ({ name, socket: this.#options.home.machineSocket(name) }));
  }

  /** Called with every new snapshot of the daemon; returns at once. */
  follow({ machines, advisories }: Snapshot): void {
    this.#published.follow(machines);
    const endpoints = machines.flatMap(({ name, endpoint }) =>
      endpoint === undefined ? [] : [{ name, socket: endpoint.socket }],
    );
    const isWhole = !advisories.some(({ code }) => code === 'machine-unreadable');
    const known = isWhole ? machines.map(({ name }) => name) : undefined;
    const signature = JSON.stringify([endpoints, known, this.#options.settings()['context.write']]);
    const now = performance.now();
    if (signature === this.#kept && now - this.#keptAt < recheckMs) return;
    this.#kept = signature;
    this.#keptAt = now;
    void this.contexts.keep(endpoints, known);
  }

  get ports(): Pick<PublishedPorts, 'isOpen' | 'withhold'> {
    return this.#published;
  }

  /** Closes the ports; contexts stay, and lead to the endpoint again when the daemon is back. */
  stop(): Promise<void> {
    return this.#published.stop();
  }
}

/** A socket file that a dead daemon left behind refuses. */
function isServed(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect({ path: socket });
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
