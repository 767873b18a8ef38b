import type { MachineView } from '../../../shared/snapshot.ts';

/** docker-machine's words for the state of a machine, which scripts compare with. */
export function stateWord(state: MachineView['state']): string {
  return words[state];
}

const words: { readonly [S in MachineView['state']]: string } = {
  running: 'Running',
  paused: 'Paused',
  saved: 'Saved',
  off: 'Stopped',
  crashed: 'Stopped',
  // VirtualBox says which way it goes, a snapshot does not.
  changing: 'Starting',
  missing: 'Error',
  broken: 'Error',
  unknown: 'Timeout',
};
