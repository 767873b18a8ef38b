import type { Duplex } from 'node:stream';
import type { MachineView } from '../../shared/snapshot.ts';
import type { Dial } from '../ports.ts';
import type { Assessed } from '../reconcile/advise/finding.ts';
import { dialEngine, dialInto, type Carrier } from './carrier.ts';
import { MachineEndpoint, type EndpointOptions } from './machine-endpoint.ts';
import { planOf, type Preferences } from './plan.ts';
import { Usage, type UseMemory } from './usage.ts';

export interface EndpointsOptions extends Omit<EndpointOptions, 'usage'> {
  readonly memory: UseMemory;
  readonly preferences: () => Preferences;
}

/** The local sockets of all machines. Each stands for itself: what goes wrong with one hurts no other. */
export class Endpoints implements Carrier {
  readonly #options: EndpointsOptions & EndpointOptions;
  readonly #machines = new Map<string, MachineEndpoint>();
  readonly #ending = new Set<Promise<void>>();
  #stopped = false;
  #hasLooked = false;

  constructor(options: EndpointsOptions) {
    this.#options = { ...options, usage: new Usage(options.memory, options.clock) };
  }

  /**
   * Takes what the newest look found. Machines that came get a socket, those that went lose theirs; one that could not
   * be read (`isUnread`) keeps its socket and what was known: a file that is cut off for a moment ends no container's output.
   */
  update(assessed: readonly Assessed[], isUnread: (machine: string) => boolean = () => false): void {
    if (this.#stopped) return;
    this.#hasLooked = true;
    const plans = assessed.map((one) => planOf(one, this.#options.preferences()));
    for (const [name, endpoint] of this.#machines) {
      if (plans.some(({ machine }) => machine.name === name) || isUnread(name)) continue;
      this.#machines.delete(name);
      this.#end(
        endpoint,
        endpoint.leave(() => this.#machines.has(name)),
      );
    }
    for (const plan of plans) {
      const { name } = plan.machine;
      const known = this.#machines.get(name);
      if (known === undefined) {
        const endpoint = new MachineEndpoint(plan, this.#options);
        this.#machines.set(name, endpoint);
        void endpoint.ensure();
      } else known.update(plan);
    }
  }

  view(machine: string): MachineView['endpoint'] {
    return this.#machines.get(machine)?.view;
  }

  /**
   * Whether somebody lives by this machine's socket, so that its engine should not be restarted for others.
   * `selected` is where Docker's selected context leads: whoever selected our socket is about to use it.
   */
  use(machine: string, selected: string | undefined): 'off' | 'idle' | 'in-use' {
    const isSelected = selected === `unix://${this.#options.home.machineSocket(machine)}`;
    const endpoint = this.#machines.get(machine);
    // At the very first look nobody listens yet, and those who were here before us must not lose by it.
    if (endpoint === undefined && !this.#hasLooked)
      return isSelected || this.#options.usage.isRecent(machine) ? 'in-use' : 'off';
    if (endpoint === undefined || endpoint.view.problem !== undefined) return 'off';
    return isSelected || endpoint.isInUse ? 'in-use' : 'idle';
  }

  async dial(machine: string, to: Dial): Promise<Duplex> {
    return dialInto(this.#known(machine), { ...this.#options, to });
  }

  async toEngine(machine: string, timeoutMs: number): Promise<Duplex> {
    return dialEngine(this.#known(machine), { ...this.#options, timeoutMs });
  }

  /** Removes the sockets and ends what is carried. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const endpoint of this.#machines.values()) this.#end(endpoint);
    this.#machines.clear();
    await Promise.all(this.#ending);
  }

  #known(machine: string): MachineEndpoint {
    const endpoint = this.#machines.get(machine);
    if (endpoint === undefined) throw new Error(`there is no machine ${machine}`);
    return endpoint;
  }

  #end(endpoint: MachineEndpoint, end = endpoint.stop()): void {
    const ending = end.catch((error: unknown) => {
      this.#options.log.warn(`${endpoint.file}: ${error instanceof Error ? error.message : String(error)}`);
    });
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
  }
}
