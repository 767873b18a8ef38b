import type { Machine } from '../../app/machine/machine.ts';
import { guestOf, type Wild } from './events.ts';

type Path = 'direct' | 'forward' | 'tunnel';

/** Which paths carry Docker in the world as it is, whatever the daemon thinks. */
export function openPaths(wild: Wild, machine: Machine): readonly Path[] {
  const { mac } = wild;
  const { certificate } = mac.engine.state(machine.name);
  if (certificate === 'expired' || certificate === 'foreign') return [];
  const rules = mac.world.vms.get(machine.name)?.natRules ?? [];
  const answers = (dial: { host: string; port: number; over?: 'tunnel' }): boolean =>
    mac.engine.now(machine, { ...dial, present: true }).kind === 'answers';
  const paths: Path[] = [];
  if (answers({ host: guestOf(wild, machine.name), port: 2376 }) && isOnOwnRoute(wild, machine.name))
    paths.push('direct');
  if (
    rules.some(
      ({ guestPort, hostPort }) => guestPort === 2376 && answers({ host: '127.0.0.1', port: hostPort }),
    )
  )
    paths.push('forward');
  if (answers({ host: '', port: 0, over: 'tunnel' })) paths.push('tunnel');
  return paths;
}

export function isOnOwnRoute(wild: Wild, name: string): boolean {
  const vm = wild.mac.world.vms.get(name);
  return vm !== undefined && wild.mac.world.kernel.lookup(vm.guestAddress)?.interface === vm.adapter;
}
