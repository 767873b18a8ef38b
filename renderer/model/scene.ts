import type { PanelFailure, Sight } from '../../shared/panel.ts';
import type { MachineView, Snapshot } from '../../shared/snapshot.ts';

/** What the whole panel shows: nothing yet, a world, or the reason why there is none. */
export type Scene =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'away'; readonly failure: PanelFailure }
  | { readonly kind: 'seen'; readonly snapshot: Snapshot };

export function sceneOf(sight: Sight): Scene {
  return sight.kind === 'snapshot' ? { kind: 'seen', snapshot: sight.snapshot } : sight;
}

export type Mark = Snapshot['state'] | 'waiting';

/** The state shown by shape and colour. */
export function markOf(scene: Scene): Mark {
  if (scene.kind === 'seen') return scene.snapshot.state;
  return scene.kind === 'away' ? 'off' : 'waiting';
}

export const markWords: Readonly<Record<Mark, string>> = {
  ok: 'All is well',
  working: 'Working',
  degraded: 'On a detour',
  broken: 'Not reachable',
  off: 'Off',
  waiting: 'Looking',
};

/** The machine whose path is drawn: the chosen one while it exists, else the one that is worst off. */
export function machineShown(snapshot: Snapshot, chosen: string | undefined): MachineView | undefined {
  const { machines } = snapshot;
  return machines.find(({ name }) => name === chosen) ?? [...machines].sort((a, b) => need(b) - need(a))[0];
}

function need(machine: MachineView): number {
  if (machine.state !== 'running') return 0;
  if (machine.path === 'none') return 3;
  return machine.path === 'direct' ? 1 : 2;
}

/** State of one machine, in the same shapes as the whole. */
export function machineMark(machine: MachineView): Mark {
  if (machine.working !== undefined || machine.state === 'changing') return 'working';
  if (['off', 'saved', 'paused', 'missing', 'unknown'].includes(machine.state)) return 'off';
  if (machine.path === 'none') return 'broken';
  return machine.path === 'direct' ? 'ok' : 'degraded';
}
