import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../../../shared/settings.ts';
import type { Stage } from '../../stage/stage.ts';
import type { Measure } from '../measure.ts';
import { readFootprint } from '../footprint.ts';
import { startsOf, type Start, wrapTools } from '../counted-tools.ts';
import { request } from '../../stage/feed.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';

/** What follows the start (the forward is armed, the direct path held) is over by then. */
const settleMs = 3000;
const memoryEveryMs = 1000;
const repeatMs = 30_000;

/** A daemon with nothing to do. Every tool it may start is wrapped in a script that notes the start. */
export const idle: Measure = {
  yields: ['idle-cpu', 'idle-memory', 'idle-children', 'idle-repeats'],
  async run({ stages, idleMs, say }) {
    const stage = await stages.start({});
    try {
      const record = countTools(stage);
      const { pid, socket } = await stage.startDaemon();
      await resting(socket);
      say(`an idle daemon, ${Math.round(idleMs / 1000)} s`);
      await pause(settleMs);
      const skip = startsOf(record).length;
      const begin = performance.now();
      const first = await readFootprint(pid);
      const memory: number[] = [first.residentMegabytes];
      while (performance.now() - begin < idleMs) {
        await pause(Math.min(memoryEveryMs, idleMs - (performance.now() - begin)));
        memory.push((await readFootprint(pid)).residentMegabytes);
      }
      const { cpuMs } = await readFootprint(pid);
      const elapsedMs = performance.now() - begin;
      const starts = startsOf(record).slice(skip);
      return {
        'idle-cpu': [(100 * (cpuMs - first.cpuMs)) / elapsedMs],
        'idle-memory': memory,
        'idle-children': [(60_000 * starts.length) / elapsedMs],
        'idle-repeats': [mostRepeated(starts)],
      };
    } finally {
      await stages.end(stage);
    }
  },
};

/** Puts a noting script before every tool of the daemon's settings; answers the file of notes. */
function countTools(stage: Stage): string {
  const file = path.join(stage.home, 'settings.json');
  const settings = stage.settings;
  const record = path.join(stage.root, 'starts');
  const wrapped: Partial<Settings> = wrapTools(settings, {
    folder: path.join(stage.root, 'counted'),
    record,
  });
  writeFileSync(file, `${JSON.stringify({ ...settings, ...wrapped })}\n`, { mode: 0o600 });
  return record;
}

async function resting(socket: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    const snapshot = (await request(socket, '/v1/status')) as Snapshot;
    const [machine] = snapshot.machines;
    if (snapshot.state === 'ok' && machine?.forward.kind === 'answers' && machine.working === undefined)
      return;
    await pause(100);
  }
  throw new Error('the daemon did not come to rest');
}

/** How often one command line was started within 30 s, at most. */
function mostRepeated(starts: readonly Start[]): number {
  return Math.max(
    0,
    ...starts.map(
      ({ command, at }) =>
        starts.filter((other) => other.command === command && other.at >= at && other.at - at < repeatMs)
          .length,
    ),
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
