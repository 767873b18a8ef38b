import { readdirSync, readFileSync } from 'node:fs';
import { readFootprint } from '../footprint.ts';
import type { Measure } from '../measure.ts';
import { isArmed } from '../watched.ts';
import { LabScene } from './lab-scene.ts';

/** What follows the start (the direct path held, memory given back) is over by then. */
const settleMs = 3000;
const memoryEveryMs = 1000;

/** A daemon with nothing to do, its children not counted. */
export const idle: Measure = {
  yields: ['lab-idle-cpu', 'lab-idle-share', 'lab-idle-switches', 'lab-idle-memory'],
  async run({ labs, idleMs, say }) {
    await using scene = await LabScene.open({ labs });
    await scene.rests('all is well and the forward is armed', isArmed);
    const pid = daemonOf(scene);
    say(`an idle daemon in the lab, ${Math.round(idleMs / 1000)} s`);
    await pause(settleMs);
    const began = performance.now();
    const first = { ...(await readFootprint(pid)), switches: switchesOf(pid) };
    const memory: number[] = [];
    while (performance.now() - began < idleMs) {
      await pause(Math.min(memoryEveryMs, idleMs - (performance.now() - began)));
      memory.push((await readFootprint(pid)).residentMegabytes);
    }
    const seconds = (performance.now() - began) / 1000;
    const cpuSeconds = ((await readFootprint(pid)).cpuMs - first.cpuMs) / 1000;
    return {
      'lab-idle-cpu': [cpuSeconds],
      'lab-idle-share': [(100 * cpuSeconds) / seconds],
      'lab-idle-switches': [(switchesOf(pid) - first.switches) / seconds],
      'lab-idle-memory': memory,
    };
  },
};

/** The daemon's own process: what was started in the Mac's place is its entry, and the daemon a child of that. */
function daemonOf({ lab }: LabScene): number {
  const wanted = `${lab.names.repository}/dist/fairlead.js`;
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((pid) => {
      const words = wordsOf(pid);
      return words[0] === lab.names.node && words[1] === wanted && words[2] === 'daemon';
    });
  if (found === undefined) throw new Error('the daemon is not among the processes');
  return Number(found);
}

function wordsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Voluntary and other switches of all threads so far. */
function switchesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'))
    .flatMap((text) => [...text.matchAll(/^(?:non)?voluntary_ctxt_switches:\s+(\d+)$/gm)])
    .reduce((sum, [, count]) => sum + Number(count), 0);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
