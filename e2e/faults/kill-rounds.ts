import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Chance } from '../soak/random.ts';
import { dockerAnswers } from '../stage/conditions.ts';
import { Play, StepFailed } from '../stage/play.ts';
import { programs } from '../stage/programs.ts';
import { type Stage, type StageOptions, startStage } from '../stage/stage.ts';
import { painter, renderEvent } from '../stage/timeline.ts';
import type { VpnKind } from '../stage/vpn-kinds.ts';
import { leftoversOn } from './leftovers.ts';
import { untilAtRest } from './rest.ts';

export interface KillRounds {
  /** What was broken, in words; nothing is best. */
  readonly broke: readonly string[];
  /** What was told, for whoever looks into a failure. */
  readonly told: readonly string[];
}

const kinds: readonly VpnKind[] = ['plain', 'restoring', 'host-route', 'halves', 'covering', 'scoped-copy'];
/** Milliseconds in which a remedy is under way, from its cause. */
const underWayMs = 2500;

/**
 * A day in which the daemon, and an undo by hand, are killed again and again, at moments that the seed picks: while the
 * VPN takes the route, while that is repaired, while a certificate is renewed, while a start recovers from the kill
 * before. After each round Docker has to answer; at the end nothing may be left that the journal does not explain.
 */
export async function killRounds({
  seed,
  rounds,
}: {
  readonly seed: number;
  readonly rounds: number;
}): Promise<KillRounds> {
  const chance = new Chance(seed);
  const told: string[] = [];
  const broke: string[] = [];
  await using stage = await startStage(place(chance));
  const play = new Play(stage, (event) => told.push(renderEvent(event, painter(false))));
  const check = async (what: string, limitMs: number): Promise<void> => {
    await play.step(what, dockerAnswers(), limitMs).catch((error: unknown) => {
      if (!(error instanceof StepFailed)) throw error;
      broke.push(`${what}: ${error.message}`);
    });
  };
  await play.startDaemon();
  for (let round = 1; round <= rounds; round += 1) {
    stage.vpn.connect(chance.of(kinds));
    await killSoon(play, chance);
    await check(`round ${round}: Docker answers under the VPN`, 60_000);
    stage.vpn.disconnect();
    await killSoon(play, chance);
    await check(`round ${round}: Docker answers when the VPN has left`, 60_000);
    if (!engineRuns(stage)) broke.push(`round ${round}: the engine does not run`);
  }
  // What has been begun in the machine ends by itself, or with the word of the next start.
  await check('Docker answers at the end', 30_000);
  // The daemon dies in the middle of an undo, and the command with it or before.
  const undoing = undo(stage, chance.next() * underWayMs);
  await after(play, chance.next() * underWayMs);
  await play.daemon.kill9();
  await undoing;
  await play.startDaemon();
  await untilAtRest(play);
  const undone = await undo(stage);
  if (undone.code !== 0) broke.push(`the last undo ended with ${undone.code}: ${undone.said}`);
  await untilAtRest(play);
  await play.daemon.stop();
  // A killed daemon's `route monitor` ends at the next route change (docs/reliability.md).
  stage.vpn.connect('plain');
  stage.vpn.disconnect();
  const left = await settled(() => leftoversOn(stage));
  const rules = stage.machine('default').vm.natRules.filter(({ name }) => name.startsWith('fairlead'));
  broke.push(...left, ...rules.map(({ name }) => `the rule ${name} stands after the undo`));
  if (!engineRuns(stage)) broke.push('the engine does not run after the undo');
  return { broke, told: [...told, play.daemon.output()] };
}

function place(chance: Chance): StageOptions {
  const renews = chance.next() < 0.5;
  return {
    mayChangeRoutes: chance.next() < 0.6,
    ...(renews
      ? {
          settings: { 'endpoint.enabled': false },
          machines: [{ name: 'default', servedNames: ['192.168.99.100'], engineStopMs: 200 }],
        }
      : {}),
  };
}

/** Up to three kills in a row: the second and the third meet a start that clears up after the one before. */
async function killSoon(play: Play, chance: Chance): Promise<void> {
  for (let kills = 1 + Math.floor(chance.next() * 3); kills > 0; kills -= 1) {
    await after(play, chance.next() * underWayMs);
    await play.daemon.kill9();
    await play.startDaemon();
  }
}

async function after(play: Play, ms: number): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end;)
    await play.news(Math.max(1, end - performance.now()));
}

/** `fairlead undo` as a person runs it; killed after so many milliseconds, when given. */
function undo(
  stage: Stage,
  killMs?: number,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [programs().fairlead, 'undo', '--all', '--restart-engine'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: stage.environment,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const timer = killMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killMs);
  return new Promise((resolve) =>
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, said });
    }),
  );
}

function engineRuns(stage: Stage): boolean {
  return existsSync(stage.machine('default').guest.engineSocket);
}

async function settled(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  let found = await look();
  for (const end = performance.now() + 10_000; found.length > 0 && performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    found = await look();
  }
  return found;
}
