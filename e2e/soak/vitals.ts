/** What must not grow while a daemon runs, read from outside and from V8. Linux only: it reads /proc. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readFootprint } from '../bench/footprint.ts';
import type { Inspector } from './inspector.ts';

export interface Vitals {
  /** Live heap after a garbage collection. */
  readonly heapMegabytes: number;
  readonly residentMegabytes: number;
  readonly descriptors: number;
  readonly threads: number;
  /** Processes below the daemon that are no part of its rest: the route monitor is. */
  readonly children: number;
  readonly timers: number;
  readonly sockets: number;
  /** All that the daemon keeps in its folder: settings, journal, log, state. */
  readonly diskMegabytes: number;
}

export type VitalName = keyof Vitals;

export async function readVitals(
  at: { readonly pid: number; readonly home: string },
  inspector: Inspector,
): Promise<Vitals> {
  const looks = [await lookAt(at.pid, inspector)];
  while (looks.length < looksOfAnEvening) {
    await setTimeout(msBetweenLooks);
    looks.push(await lookAt(at.pid, inspector));
  }
  const least = (name: keyof (typeof looks)[number]) => Math.min(...looks.map((one) => one[name]));
  const { residentMegabytes } = await readFootprint(at.pid);
  return {
    heapMegabytes: (await inspector.heapBytes()) / 1e6,
    residentMegabytes,
    descriptors: least('descriptors'),
    threads: least('threads'),
    children: least('children'),
    timers: least('timers'),
    sockets: least('sockets'),
    diskMegabytes: bytesBelow(at.home) / 1e6,
  };
}

/** The least of these is what stays when nothing is being done: a check that is just running ends in between. */
const looksOfAnEvening = 6;
const msBetweenLooks = 100;

async function lookAt(pid: number, inspector: Inspector) {
  const handles = await inspector.handles();
  return {
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    children: childrenOf(pid).length,
    timers: handles['Timeout'] ?? 0,
    sockets: (handles['TCPSocketWrap'] ?? 0) + (handles['PipeWrap'] ?? 0),
  };
}

/** Processes whose parent is one of the threads of this process. */
function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  );
}

function bytesBelow(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += bytesBelow(file);
    else if (entry.isFile()) bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
