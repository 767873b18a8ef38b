import type { MachineView } from '../shared/snapshot.ts';
import type { Situation } from './situation.ts';

/** What quitting does, in words, before it is done. */
export interface Farewell {
  readonly message: string;
  readonly detail: string;
}

/** Longest time a daemon may take to put things back. A VM's answer takes seconds, not more. */
export const farewellMs = 10_000;

export function farewell(situation: Situation): Farewell {
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
  return {
    message: 'Quit Fairlead?',
    detail: [
      'Docker is no longer brought back when a VPN takes its route.',
      ...snapshot.machines.map(carriedNow).filter((line) => line !== undefined),
      'What Fairlead changed is put back as your settings say; the journal in ~/.fairlead names every change. This takes ten seconds at most.',
    ].join('\n\n'),
  };
}

function carriedNow(machine: MachineView): string | undefined {
  if (machine.working !== undefined) return `${machine.name}: ${machine.working} is ended first.`;
  if (machine.path === 'none' || machine.path === 'direct') return undefined;
  return `${machine.name} is reached only by a detour now; its own address stays out of reach until the VPN leaves.`;
}
