import type { Story } from '../story.ts';
import { certificate } from './certificate.ts';
import { decoy } from './decoy.ts';
import { expired } from './expired.ts';
import { filtered } from './filtered.ts';
import { fullTunnel } from './full-tunnel.ts';
import { hijack } from './hijack.ts';
import { ironFist } from './iron-fist.ts';
import { noPermission } from './no-permission.ts';
import { portBusy } from './port-busy.ts';
import { routeLost } from './route-lost.ts';
import { twoMachines } from './two-machines.ts';

/** The first one is told when none is named. */
export const stories: readonly Story[] = [
  hijack,
  ironFist,
  noPermission,
  certificate,
  expired,
  portBusy,
  routeLost,
  filtered,
  decoy,
  fullTunnel,
  twoMachines,
];

export function findStory(name: string): Story | undefined {
  return stories.find((story) => story.name === name);
}
