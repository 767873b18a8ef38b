import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programs } from '../../stage/programs.ts';
import type { Measure } from '../measure.ts';
import { Scene } from '../scene.ts';
import { isArmed } from '../watched.ts';

/** Starts are short and their times spread widely, so there are more of them than rounds. */
const startsPerRound = 4;

/** `fairlead status` against Node's own start, in turns, so that both see the same moods of the computer. */
export const status: Measure = {
  yields: ['node-start', 'status', 'status-ratio'],
  async run({ rounds, stages, say }) {
    await using scene = await Scene.open({ stages, stage: {} });
    await scene.says('all is well', isArmed);
    const { environment } = scene.stage;
    const count = rounds * startsPerRound;
    say(`${count} starts of "fairlead status" and of "node -e 0" in turns`);
    const nodes: number[] = [];
    const starts: number[] = [];
    // Never synchronously: the stage lives in this process, and the daemon would find its engine silent.
    const time = async (args: readonly string[]): Promise<number> => {
      const start = performance.now();
      const child = spawn(process.execPath, args, { env: environment, stdio: 'ignore' });
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code ?? 'a signal'}`);
      return performance.now() - start;
    };
    for (let each = 0; each < count; each += 1) {
      nodes.push(await time(['-e', '0']));
      starts.push(await time([programs().fairlead, 'status']));
    }
    const ratios = starts.map((ms, index) => ms / (nodes[index] ?? NaN));
    return { 'node-start': nodes, status: starts, 'status-ratio': ratios };
  },
};
