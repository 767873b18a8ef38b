import type { Settings } from '../../shared/settings.ts';
import { sshForward } from '../machine/forward.ts';
import type { Machine } from '../machine/machine.ts';
import { systemClock } from '../platform/process/clock.ts';
import { run, type Run } from '../platform/process/run.ts';
import { VirtualBox } from '../platform/virtualbox/virtualbox.ts';
import type { Hypervisor, VmView } from '../ports.ts';
import { valueOf } from '../reading.ts';

/** Nobody waits longer than this for a VirtualBox that hangs. */
const usualPatienceMs = 3000;

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** VirtualBox as a command asks it: with an end to the patience for all questions together. */
export function openHypervisor(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  patienceMs = usualPatienceMs,
): Hypervisor {
  const tool = settings['tools.vboxmanage'];
  return new VirtualBox({
    run: runWithin(patienceMs),
    clock: systemClock,
    log: silent,
    pathEnvironment: environment['PATH'] ?? '',
    ...(tool === '' ? {} : { path: tool }),
  });
}

/** The VM behind a machine; undefined when its driver has none here, or VirtualBox does not say. */
export async function readVm(hypervisor: Hypervisor, machine: Machine): Promise<VmView | undefined> {
  return machine.driver === 'virtualbox' ? valueOf(await hypervisor.readVm(machine.name)) : undefined;
}

/** The machine with the SSH port that its VM has now, which docker-machine's notes may lag behind. */
export function overNat(machine: Machine, vm: VmView | undefined): Machine {
  const ssh = vm === undefined ? undefined : sshForward(vm);
  return ssh === undefined ? machine : { ...machine, ssh: { ...machine.ssh, ...ssh } };
}

function runWithin(ms: number): Run {
  let until: number | undefined;
  return (file, args, options) => {
    until ??= performance.now() + ms;
    const timeoutMs = Math.round(until - performance.now());
    if (timeoutMs > 0) return run(file, args, { ...options, timeoutMs });
    return Promise.resolve({ kind: 'not-run', why: 'timeout', reason: `${file} did not answer in time` });
  };
}
