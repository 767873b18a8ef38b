/** Days on the stage, one after the other, with the shipped daemon, until the time is over or something breaks. */
import { all, allIsWell, dockerAnswers } from '../stage/conditions.ts';
import { Play, StepFailed } from '../stage/play.ts';
import type { Stage } from '../stage/stage.ts';
import { evening, hours } from './hours.ts';
import { Inspector, inspectorUrl } from './inspector.ts';
import { Chance } from './random.ts';
import { readVitals, type Vitals } from './vitals.ts';

export interface SoakOptions {
  /** Milliseconds after which no further day begins. */
  readonly ms: number;
  readonly seed: number;
  /** Told at the end of every day. */
  readonly day: (number: number, vitals: Vitals) => void;
  /** No further day begins once it is aborted. */
  readonly signal: AbortSignal;
}

export interface SoakResult {
  readonly samples: readonly Vitals[];
  /** How often each kind of hour happened. */
  readonly happened: ReadonlyMap<string, number>;
  /** What did not come true, with the hours of that day; undefined when nothing broke. */
  readonly broke?: string;
}

/** What the stage of a soak has to be started with. */
export const nodeFlags: readonly string[] = ['--inspect=127.0.0.1:0'];

const hoursOfADay = 8;
/** The engine of the stage may have to be started anew, a route repair to be waited for. */
const limitMs = 40_000;

export async function soak(stage: Stage, { ms, seed, day, signal }: SoakOptions): Promise<SoakResult> {
  const chance = new Chance(seed);
  const play = new Play(stage, () => undefined);
  const samples: Vitals[] = [];
  const happened = new Map<string, number>();
  const end = performance.now() + ms;
  let today: string[] = [];
  let broke: string | undefined;
  try {
    await play.startDaemon();
    const { pid } = play.daemon;
    using inspector = await Inspector.open(urlOf(play));
    while (performance.now() < end && !signal.aborted) {
      today = [];
      for (let hour = 0; hour < hoursOfADay; hour += 1) {
        const { name, happen } = chance.of(hours);
        today.push(name);
        happened.set(name, (happened.get(name) ?? 0) + 1);
        await happen(play, chance);
        await play.step(`Docker answers after: ${name}`, dockerAnswers(), limitMs);
      }
      await evening(play);
      await play.step('all is well in the evening', all(dockerAnswers(), allIsWell()), limitMs);
      if (play.daemon.pid !== pid || !alive(pid))
        throw new StepFailed('the daemon is not the one of the morning');
      samples.push(await readVitals({ pid, home: stage.home }, inspector));
      day(samples.length, samples.at(-1) as Vitals);
    }
  } catch (error) {
    if (!signal.aborted) broke = [(error as Error).message, ...circumstances(play, today)].join('\n  ');
  }
  return { samples, happened, ...(broke === undefined ? {} : { broke }) };
}

/** What somebody who looks into it wants to know first. */
function circumstances({ stage, snapshot, happenings }: Play, today: readonly string[]): readonly string[] {
  const last = happenings.slice(-20).map(({ at, kind, text }) => `${at.slice(11, 23)} ${kind} ${text}`);
  return [
    `that day: ${today.join('; ')}`,
    `VPN: ${stage.vpn.connected ?? 'none'}; routes may be changed: ${stage.world.mayChangeRoutes ? 'yes' : 'no'}`,
    `Fairlead says: ${snapshot?.sentence ?? 'nothing'}`,
    ...last,
  ];
}

function urlOf({ daemon }: Play): string {
  const url = inspectorUrl(daemon.output());
  if (url === undefined) throw new StepFailed('the daemon was not started with --inspect');
  return url;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
