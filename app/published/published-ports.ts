import type { MachineView, PublishedPort } from '../../shared/snapshot.ts';
import type { ContainerPorts, RunningPorts } from '../ports.ts';
import { OpenPorts, type OpenPortsOptions } from './open-ports.ts';
import { wantedPorts } from './wanted-ports.ts';

export interface PublishedPortsOptions extends OpenPortsOptions {
  /** The setting ports.publish. */
  readonly isOn: () => boolean;
  /** Begins to follow the containers of a machine's engine. */
  readonly watch: (machine: string, changed: (containers: readonly RunningPorts[]) => void) => ContainerPorts;
}

interface Followed {
  readonly socket: string;
  readonly watch: ContainerPorts;
  guestIp: string | undefined;
  wasReachable: boolean;
  containers: readonly RunningPorts[];
}

const asleep: readonly MachineView['state'][] = ['off', 'saved', 'paused', 'crashed', 'missing', 'broken'];

/**
 * Keeps 127.0.0.1:<port> open for every TCP port that a container publishes. While an engine is out of reach its
 * last known ports stay open, and each client is told so by a reset; with a machine that is off they close.
 */
export class PublishedPorts {
  readonly #options: PublishedPortsOptions;
  readonly #open: OpenPorts;
  readonly #followed = new Map<string, Followed>();
  #stopped = false;

  constructor(options: PublishedPortsOptions) {
    this.#options = options;
    this.#open = new OpenPorts(options);
  }

  /** Takes what the newest snapshot says of the machines; returns at once. */
  follow(machines: readonly MachineView[]): void {
    if (this.#stopped) return;
    const awake = machines.filter(
      ({ state, endpoint }) =>
        this.#options.isOn() &&
        !asleep.includes(state) &&
        endpoint !== undefined &&
        endpoint.problem === undefined,
    );
    const isChanged = this.#drop(awake);
    for (const machine of awake) this.#followOne(machine);
    if (isChanged) this.#apply();
  }

  /** Undefined while ports are not published, or the containers are not known yet. */
  view(machine: string): PublishedPort[] | undefined {
    return this.#followed.has(machine) ? this.#open.view(machine) : undefined;
  }

  isOpen(port: number): boolean {
    return this.#open.isOpen(port);
  }

  /** Closes a port and leaves it closed until the daemon starts again. */
  withhold(port: number): Promise<void> {
    return this.#open.withhold(port);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { watch } of this.#followed.values()) watch.stop();
    this.#followed.clear();
    await this.#open.stop();
  }

  #drop(awake: readonly MachineView[]): boolean {
    let isChanged = false;
    for (const [name, { socket, watch }] of this.#followed) {
      if (awake.some((machine) => machine.name === name && machine.endpoint?.socket === socket)) continue;
      watch.stop();
      this.#followed.delete(name);
      isChanged = true;
    }
    return isChanged;
  }

  #followOne({ name, guestIp, endpoint }: MachineView): void {
    if (endpoint === undefined) return;
    const isReachable = endpoint.carriedBy !== 'none';
    const known = this.#followed.get(name);
    if (known === undefined) {
      const watch = this.#options.watch(name, (containers) => this.#learn(name, containers));
      this.#followed.set(name, {
        socket: endpoint.socket,
        watch,
        guestIp,
        wasReachable: isReachable,
        containers: [],
      });
      return;
    }
    if (isReachable && !known.wasReachable) known.watch.retry();
    known.wasReachable = isReachable;
    known.guestIp = guestIp;
  }

  #learn(name: string, containers: readonly RunningPorts[]): void {
    const known = this.#followed.get(name);
    if (known === undefined || this.#stopped) return;
    known.containers = containers;
    this.#apply();
  }

  #apply(): void {
    const machines = [...this.#followed].map(([machine, { guestIp, containers }]) => ({
      machine,
      guestIp,
      containers,
    }));
    void this.#open.set(wantedPorts(machines));
  }
}
