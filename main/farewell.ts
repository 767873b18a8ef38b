import type { MachineView } from '../shared/snapshot.ts';
import { cut } from './menu-text.ts';
import { cutsOff, ends, leaves, type Parting } from './parting.ts';
import type { Situation } from './situation.ts';

/** What quitting does, in words, before it is done. */
export interface Farewell {
  readonly message: string;
  readonly detail: string;
}

/** Longest time a daemon may take to put things back. A VM's answer takes seconds, not more. */
export const farewellMs = 10_000;

/** `parting`: undefined when the daemon could not be asked what it has changed. */
export function farewell(situation: Situation, parting: Parting | undefined): Farewell {
  if (situation.kind !== 'known')
    return { message: 'Quit Fairlead?', detail: 'No daemon of this app is running, so nothing else stops.' };
  const { snapshot, hosted } = situation;
  if (!hosted) {
    const pid = snapshot.daemon.pid;
    return {
      message: 'Take the icon away?',
      detail: `The daemon${pid === undefined ? '' : ` (pid ${pid})`} was started elsewhere and goes on: Docker is still brought back when a VPN takes its route. To end it as well, type: fairlead stop`,
    };
  }
  const items =
    parting === undefined
      ? ['What is put back cannot be said: the daemon does not answer. Its journal names every change.']
      : leaves(snapshot, parting);
  return {
    message: 'Quit Fairlead?',
    detail: [
      'Docker is no longer brought back when a VPN takes its route.',
      ...snapshot.machines
        .map((machine) => carriedNow(machine, parting))
        .filter((line) => line !== undefined),
      [...ends(snapshot), ...items].join('\n'),
      'This takes ten seconds at most. Settings and certificates stay; the panel takes them back too, under Changes.',
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  };
}

function carriedNow(machine: MachineView, parting: Parting | undefined): string | undefined {
  const name = cut(machine.name);
  if (machine.working !== undefined) return `${name}: ${machine.working} is ended first.`;
  if (machine.path === 'none' || machine.path === 'direct') return undefined;
  if (parting !== undefined && cutsOff(machine, parting))
    return `${name} cannot be reached afterwards, until the VPN leaves.`;
  return `${name} is reached only by a detour now; its own address stays out of reach until the VPN leaves.`;
}
