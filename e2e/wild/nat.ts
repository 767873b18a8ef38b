import type { World } from '../stage/world.ts';
import type { StageVm } from '../stage/vm.ts';

/**
 * VirtualBox's NAT engine: each rule of a VM tries its port once, when the rule is added or the VM starts; where
 * somebody listens already it goes without, and nobody is told.
 */
export class WildNat {
  readonly #world: World;
  /** Ports that other programs hold. */
  readonly held = new Set<number>();
  readonly #bound = new Map<number, { readonly vm: string; readonly key: string }>();
  readonly #tried = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    world.onChange(() => this.#follow());
  }

  /** The port and the guest's port that it leads to, where a rule really listens. */
  leads(port: number): { readonly vm: StageVm; readonly guestPort: number } | undefined {
    const bound = this.#bound.get(port);
    const vm = bound === undefined ? undefined : this.#world.vms.get(bound.vm);
    const rule = vm?.natRules.find((one) => one.hostPort === port);
    return vm === undefined || rule === undefined ? undefined : { vm, guestPort: rule.guestPort };
  }

  isFree(port: number): boolean {
    return !this.held.has(port) && !this.#bound.has(port);
  }

  #follow(): void {
    const wanted = new Map<string, { readonly vm: string; readonly port: number }>();
    for (const vm of this.#world.vms.values())
      if (vm.state === 'running' || vm.state === 'paused')
        for (const rule of vm.natRules)
          wanted.set(`${vm.name} ${JSON.stringify(rule)}`, { vm: vm.name, port: rule.hostPort });
    for (const [port, { key }] of this.#bound) if (!wanted.has(key)) this.#bound.delete(port);
    for (const key of this.#tried) if (!wanted.has(key)) this.#tried.delete(key);
    for (const [key, { vm, port }] of wanted) {
      if (this.#tried.has(key)) continue;
      this.#tried.add(key);
      if (this.isFree(port)) this.#bound.set(port, { vm, key });
    }
  }
}
