import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { DaemonOptions } from '../daemon.ts';
import { startLab, type Lab, type LabOptions } from '../lab.ts';
import { lacking } from '../needs.ts';
import { Play } from '../play.ts';
import { PrivateKeys, writtenBelow } from '../../stage/private-keys.ts';
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

/** The lab of the last scenario, when it is as good as a new one. */
let free: { readonly wanted: string; readonly lab: Lab } | undefined;

/** A lab such as these options ask for; a scenario has it for itself, and gives it back. */
async function take(options: LabOptions): Promise<{ readonly wanted: string; readonly lab: Lab }> {
  const wanted = JSON.stringify(options);
  const left = free;
  free = undefined;
  if (left?.wanted === wanted) return left;
  await left?.lab[Symbol.asyncDispose]();
  return { wanted, lab: await startLab(options) };
}

after(() => free?.lab[Symbol.asyncDispose]());

/** A test with a daemon of its own, in a lab that is new or as good as new. */
export function labTest(
  name: string,
  scenario: Scenario,
  body: (play: Play, lab: Lab) => Promise<void>,
): void {
  const skip = labSkip ?? scenario.skip ?? false;
  test(name, { skip, timeout: scenario.limitMs ?? 60_000 }, async (context) => {
    const taken = await take(scenario.lab ?? {});
    // Before the scenario, since some take a key away or have it replaced.
    const keys = new PrivateKeys();
    keys.learn(taken.lab.names.store);
    const all = new Play(taken.lab);
    let passed = false;
    try {
      {
        await using play = all;
        await tell(context, play, async () => {
          await scenario.before?.(taken.lab);
          await play.startDaemon(scenario.daemon);
          await body(play, taken.lab);
        });
      }
      assertNoKeyWritten(keys, all);
      passed = true;
    } finally {
      // Whoever failed, or is late, may have left anything behind.
      if (passed && (await taken.lab.isAsNew().catch(() => false))) free = taken;
      else await taken.lab[Symbol.asyncDispose]();
    }
  });
}

/** Nothing that Fairlead wrote or said in a scenario holds a private key of the store, or a part of one. */
function assertNoKeyWritten(keys: PrivateKeys, { lab, daemons, happenings }: Play): void {
  const { store, home, temporary, logs } = lab.names;
  keys.learn(store);
  assert.ok(keys.size >= 3, `${keys.size} keys are known`);
  const spoken = {
    'the output of a daemon': daemons.flatMap(({ lines }) => lines).join('\n'),
    'the timeline': JSON.stringify(happenings),
    'an answer of fairlead': lab.said.join('\n'),
  };
  const said = Object.entries(spoken).map(([where, text]) => ({ where, content: Buffer.from(text) }));
  assert.deepEqual(keys.leaks([...writtenBelow([home, temporary, logs], [store]), ...said]), []);
}

/** What the daemon said is what one wants to read beside a failure. */
async function tell(context: TestContext, play: Play, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    for (const { at, kind, text } of play.happenings.slice(-40)) context.diagnostic(`${at} ${kind} ${text}`);
    throw error;
  }
}

export const direct = 'direct';
export const local = 'forward';
