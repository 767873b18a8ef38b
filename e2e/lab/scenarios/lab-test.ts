import { test } from 'node:test';
import type { DaemonOptions } from '../daemon.ts';
import { startLab, type Lab, type LabOptions } from '../lab.ts';
import { lacking } from '../needs.ts';
import { Play } from '../play.ts';
import { sweep } from '../state.ts';

export interface Scenario {
  readonly lab?: LabOptions;
  readonly daemon?: DaemonOptions;
  /** What is the case before the daemon starts. */
  readonly before?: (lab: Lab) => Promise<void> | void;
  /** Milliseconds for all of it. Default 60,000. */
  readonly limitMs?: number;
  /** A reason of the scenario's own not to run. */
  readonly skip?: string | undefined;
}

const lack = await lacking();
export const labSkip =
  lack.reason ??
  (lack.packages.length === 0
    ? undefined
    : `missing ${lack.packages.join(', ')}; "npm run lab" installs them`);
if (labSkip === undefined) await sweep();

/** A test with a lab and a daemon of its own. A lab is up in less than a second: nothing is shared. */
export function labTest(
  name: string,
  scenario: Scenario,
  body: (play: Play, lab: Lab) => Promise<void>,
): void {
  const skip = labSkip ?? scenario.skip ?? false;
  test(name, { skip, timeout: scenario.limitMs ?? 60_000 }, async (context) => {
    await using lab = await startLab(scenario.lab);
    await using play = new Play(lab);
    try {
      await scenario.before?.(lab);
      await play.startDaemon(scenario.daemon);
      await body(play, lab);
    } catch (error) {
      // What the daemon said is what one wants to read beside a failure.
      for (const { at, kind, text } of play.happenings.slice(-40))
        context.diagnostic(`${at} ${kind} ${text}`);
      throw error;
    }
  });
}

export const direct = 'direct';
export const local = 'forward';
