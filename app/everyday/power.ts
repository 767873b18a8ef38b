import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../shared/settings.ts';
import type { Machine } from '../machine/machine.ts';
import { systemClock } from '../platform/process/clock.ts';
import { findProgram, handOver } from '../platform/process/hand-over.ts';
import { run } from '../platform/process/run.ts';
import { VBoxManage } from '../platform/virtualbox/vboxmanage.ts';
import type { Hypervisor, VmState } from '../ports.ts';
import { openHypervisor, readVm } from './vm.ts';

export type Verb = 'start' | 'stop' | 'restart' | 'kill';

export class PowerError extends Error {
  override readonly name = 'PowerError';
  /** The next command to type. */
  readonly next: string | undefined;

  constructor(message: string, next?: string) {
    super(message);
    this.next = next;
  }
}

export interface Power {
  readonly settings: Settings;
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (text: string) => void;
  /** Milliseconds for a guest to shut down. Default 60 000. */
  readonly shutdownMs?: number;
}

/** docker-machine's own start waits for the guest's SSH, for three minutes at the most. */
const dockerMachineMs = 600_000;

export function findDockerMachine(environment: NodeJS.ProcessEnv): string | undefined {
  return findProgram('docker-machine', {
    pathEnvironment: environment['PATH'] ?? '',
    more: ['/usr/local/bin', '/opt/homebrew/bin'],
  });
}

/**
 * Turns a machine on or off: with docker-machine where it is installed, whose start also renews the SSH rule and
 * its notes; else with VirtualBox alone. Throws PowerError.
 */
export async function turn(verb: Verb, machine: Machine, power: Power): Promise<void> {
  const dockerMachine = dockerMachineFor(machine, power);
  if (dockerMachine !== undefined) return byDockerMachine(dockerMachine, [verb, machine.name], machine.store);
  if (machine.driver !== 'virtualbox')
    throw new PowerError(
      `${machine.name} has the driver ${machine.driver}, which only docker-machine can ${verb}, and it is not installed`,
    );
  await new ByVirtualBox(machine, power)[verb]();
}

/** It looks for VBoxManage in $PATH alone: where the settings name another one, that VirtualBox is asked instead. */
function dockerMachineFor({ driver }: Machine, { settings, environment }: Power): string | undefined {
  const program = findDockerMachine(environment);
  const tool = settings['tools.vboxmanage'];
  if (driver !== 'virtualbox' || tool === '') return program;
  return findProgram('VBoxManage', { pathEnvironment: environment['PATH'] ?? '' }) === tool
    ? program
    : undefined;
}

export async function byDockerMachine(
  program: string,
  words: readonly string[],
  store: string,
): Promise<void> {
  const code = await handOver(program, ['--storage-path', store, ...words], {
    output: 'stderr',
    limitMs: dockerMachineMs,
  });
  if (code !== 0) throw new PowerError(`docker-machine ${words.join(' ')} ended with exit code ${code}`);
}

const live: readonly VmState[] = ['running', 'paused', 'changing'];

class ByVirtualBox {
  readonly #machine: Machine;
  readonly #power: Power;
  readonly #command: VBoxManage;

  constructor(machine: Machine, power: Power) {
    this.#machine = machine;
    this.#power = power;
    this.#command = new VBoxManage({
      // A start may take longer than everything else that VBoxManage is asked for.
      run: (file, args, options) => run(file, args, { ...options, timeoutMs: 120_000 }),
      path: power.settings['tools.vboxmanage'],
      pathEnvironment: power.environment['PATH'] ?? '',
      clock: systemClock,
    });
  }

  async start(): Promise<void> {
    const state = await this.#state();
    const { name } = this.#machine;
    if (state === 'running') return this.#power.say(`Machine "${name}" is already running.`);
    this.#power.say(`Starting "${name}"...`);
    await this.#call(
      state === 'paused' ? ['controlvm', name, 'resume'] : ['startvm', name, '--type', 'headless'],
    );
    this.#power.say(`Machine "${name}" was started.`);
  }

  async stop(): Promise<void> {
    const { name } = this.#machine;
    const state = await this.#state();
    if (!live.includes(state)) return this.#power.say(`Machine "${name}" is already stopped.`);
    this.#power.say(`Stopping "${name}"...`);
    // A paused guest does not see its power button.
    if (state === 'paused') await this.#call(['controlvm', name, 'resume']);
    await this.#call(['controlvm', name, 'acpipowerbutton']);
    const { shutdownMs = 60_000 } = this.#power;
    const until = performance.now() + shutdownMs;
    while (live.includes(await this.#state())) {
      if (performance.now() > until)
        throw new PowerError(
          `${name} did not shut down within ${Math.round(shutdownMs / 1000)} s`,
          `fairlead kill ${name}`,
        );
      await sleep(500);
    }
    this.#power.say(`Machine "${name}" was stopped.`);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async kill(): Promise<void> {
    const { name } = this.#machine;
    if (!live.includes(await this.#state())) return this.#power.say(`Machine "${name}" is already stopped.`);
    this.#power.say(`Killing "${name}"...`);
    await this.#call(['controlvm', name, 'poweroff']);
    this.#power.say(`Machine "${name}" was killed.`);
  }

  async #state(): Promise<VmState> {
    const hypervisor: Hypervisor = openHypervisor(this.#power.settings, this.#power.environment);
    const vm = await readVm(hypervisor, this.#machine);
    if (vm === undefined)
      throw new PowerError('VirtualBox does not say what the machine does', 'VBoxManage list vms');
    if (vm.state === 'missing')
      throw new PowerError(`VirtualBox does not know ${this.#machine.name}`, 'VBoxManage list vms');
    return vm.state;
  }

  async #call(words: readonly string[]): Promise<void> {
    const answer = await this.#command.call(words);
    if (answer.kind === 'ok') return;
    throw new PowerError(answer.kind === 'error' ? answer.sentence : answer.reason);
  }
}
