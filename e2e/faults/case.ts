import { existsSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { all, directAnswers, dockerAnswers } from '../stage/conditions.ts';
import { Play, StepFailed } from '../stage/play.ts';
import { startStage } from '../stage/stage.ts';
import { painter, renderEvent } from '../stage/timeline.ts';
import type { FaultKind, Point } from './fault.ts';
import { Injector } from './injector.ts';
import { leftoversOn } from './leftovers.ts';
import { askFor, type Remedy } from './remedies.ts';
import { untilAtRest } from './rest.ts';

export interface FaultCase {
  readonly remedy: Remedy;
  readonly point: Point;
  readonly kind: FaultKind;
}

export interface FaultResult {
  /** Whether the remedy came to the point at all. */
  readonly reached: boolean;
  /** Whether Docker answers in the end at what Fairlead names, and after how many milliseconds from the trigger. */
  readonly reachable: boolean;
  readonly ms: number;
  readonly engineRuns: boolean;
  readonly leftovers: readonly string[];
  /** What went otherwise than it should, in words. */
  readonly broke: readonly string[];
  /** What was told, for whoever looks into a failure. */
  readonly told: readonly string[];
}

/** Milliseconds a remedy may take to come to the point where something goes wrong. */
const reachMs = 45_000;
/** Milliseconds a script in the guest may take to end by itself once all is decided. */
const settleMs = 8000;

/** One thing goes wrong at one point of one remedy, on a stage of its own, with the shipped daemon. */
export async function runCase({ remedy, point, kind }: FaultCase): Promise<FaultResult> {
  using injector = new Injector(point, kind);
  const told: string[] = [];
  const broke: string[] = [];
  const { machines = [{ name: 'default' }] } = remedy.stage;
  await using stage = await startStage({
    ...remedy.stage,
    machines: machines.map((one) => ({ ...one, onGuestCommand: injector.guest })),
    intercept: injector.program,
    nodeFlags: injector.nodeFlags,
  });
  const play = new Play(stage, (event) => told.push(renderEvent(event, painter(false))));
  injector.prepare(stage);
  await remedy.before?.(stage);
  const kill = async (): Promise<void> => play.daemon.kill9();
  if (remedy.ready === undefined) injector.arm(() => untilStarted(play).then(kill));
  await play.startDaemon().catch((error: unknown) => {
    if (!injector.isDeadly) throw error;
  });
  if (remedy.ready !== undefined) {
    await remedy.ready(play);
    injector.arm(kill);
  }
  const began = performance.now();
  await remedy.trigger(play);
  const asked = new Asked(remedy, play);
  for (const end = began + reachMs; !injector.fired && !asked.isAnswered && performance.now() < end;)
    await play.news(50);
  const reached = injector.fired;
  if (injector.isDeadly && reached) {
    await kill().catch(() => undefined);
    injector.lift();
    delete stage.environment['FAIRLEAD_FAULT'];
    await play.startDaemon();
  }
  if (!injector.isDeadly && !(await asked.within(remedy.limitMs)))
    broke.push('whoever had asked for it was not told how it ended');
  let reachable = true;
  try {
    // What lasts (a full disk) is not waited for: Fairlead goes on without, or says so until it is over.
    await play.step(
      'Docker answers in spite of it',
      dockerAnswers(),
      injector.isDeadly ? remedy.limitMs : 15_000,
    );
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    if (injector.isDeadly) reachable = false;
    else {
      injector.lift();
      reachable = await comesTrue(play, remedy.limitMs);
    }
  }
  const ms = Math.round(performance.now() - began);
  injector.lift();
  stage.vpn.disconnect();
  await play.step('Docker answers when the VPN has left', dockerAnswers(), 20_000).catch((error: unknown) => {
    broke.push((error as Error).message);
  });
  await untilAtRest(play);
  await play.daemon.stop();
  // What a full disk kept out of the journal is found by the next start.
  await play.startDaemon();
  await untilAtRest(play);
  await play.daemon.stop();
  // A killed daemon's `route monitor` ends at the next route change (docs/reliability.md).
  stage.vpn.connect('plain');
  stage.vpn.disconnect();
  const leftovers = await leftoversAfter(() => leftoversOn(stage));
  const engineRuns = machines.every(({ name }) => existsSync(stage.machine(name).guest.engineSocket));
  broke.push(...(await againOn(remedy, play)));
  return { reached, reachable, ms, engineRuns, leftovers, broke, told: [...told, play.daemon.output()] };
}

/** What a person asked for, while it is being done. */
class Asked {
  isAnswered = false;
  readonly #ended: Promise<void>;

  constructor(remedy: Remedy, play: Play) {
    // How it ends under a fault is anybody's guess; that it ends is not.
    this.#ended = askFor(remedy, play).then(() => {
      this.isAnswered = remedy.ask !== undefined;
    });
  }

  async within(ms: number): Promise<boolean> {
    const late = new AbortController();
    const limit = after(ms, false, { signal: late.signal }).catch(() => false);
    const inTime = await Promise.race([this.#ended.then(() => true), limit]);
    late.abort();
    return inTime;
  }
}

/** Asked for once more, it succeeds, and every machine answers. */
async function againOn(remedy: Remedy, play: Play): Promise<readonly string[]> {
  if (remedy.ask === undefined) return [];
  await play.startDaemon();
  const why = await askFor(remedy, play);
  const answer = await comesTrue(
    play,
    20_000,
    all(...play.stage.machines.map(({ name }) => directAnswers(name))),
  );
  await play.daemon.stop();
  return [
    ...(why === undefined ? [] : [`asked again: ${why}`]),
    ...(answer ? [] : ['a machine did not answer after it was asked again']),
  ];
}

async function comesTrue(play: Play, limitMs: number, condition = dockerAnswers()): Promise<boolean> {
  return play.step('Docker answers once it is over', condition, limitMs).then(
    () => true,
    () => false,
  );
}

/** What a script in the guest still has in hand is not left over yet. */
async function leftoversAfter(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  let found = await look();
  for (const end = performance.now() + settleMs; found.length > 0 && performance.now() < end;) {
    await after(200);
    found = await look();
  }
  return found;
}

async function untilStarted(play: Play): Promise<void> {
  while (!hasStarted(play)) await after(10);
}

function hasStarted(play: Play): boolean {
  try {
    return play.daemon.pid > 0;
  } catch {
    return false;
  }
}
