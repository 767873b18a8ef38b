import { readFileSync, renameSync, statSync, unlinkSync, writeFileSync, linkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import * as z from 'zod';
import type { Home } from '../home/home.ts';
import { isAlive } from '../platform/process/is-alive.ts';
import type { Run } from '../platform/process/run.ts';
import { dial } from './dial.ts';

/** What `daemon.pid` says about the daemon that claimed this home. */
const Holder = z.object({ pid: z.int().positive(), since: z.iso.datetime(), token: z.string() });
export type Holder = z.output<typeof Holder>;

export type Claim =
  | { readonly kind: 'claimed'; /** Gives the home up again. */ readonly release: () => void }
  | {
      readonly kind: 'held';
      readonly holder: Holder | undefined;
      readonly reason: string;
      readonly next: string;
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly next: string };

export interface ClaimOptions {
  readonly home: Home;
  /** For `ps`, which tells a daemon from a stranger with its old pid. */
  readonly run: Run;
  /** Milliseconds a daemon may take between claiming the home and listening. Default 3 s. */
  readonly startMs?: number;
}

/**
 * Makes this process the one daemon of a home. A connection that is accepted proves that another one
 * runs; a `daemon.pid` made with O_EXCL settles who of two starting at once may replace a stale socket.
 * Both survive kill -9: what is left behind is recognised and cleared away.
 */
export async function claimHome(options: ClaimOptions): Promise<Claim> {
  const file = pidFile(options.home);
  const mine: Holder = { pid: process.pid, since: new Date().toISOString(), token: crypto.randomUUID() };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const dialled = await dial(options.home.socket);
    if (dialled.kind === 'answers') return held(options.home, readHolder(file));
    if (dialled.kind !== 'missing' && dialled.kind !== 'stale') {
      return {
        kind: 'refused',
        reason: `${options.home.socket} cannot be used as the control socket (${dialled.kind})`,
        next: `look at it with ls -l '${options.home.socket}', and move it away`,
      };
    }
    if (tryCreate(file, mine)) {
      if (dialled.kind === 'stale') removeIfThere(options.home.socket);
      return { kind: 'claimed', release: () => release(file, mine) };
    }
    const blocked = await judge(file, options);
    if (blocked !== undefined) return blocked;
  }
  return {
    kind: 'refused',
    reason: `${file} keeps changing: several daemons are being started at once`,
    next: 'fairlead status',
  };
}

export function pidFile(home: Home): string {
  return path.join(home.root, 'daemon.pid');
}

/** What a pid file says, or undefined for a missing, half-written or foreign one. */
export function readHolder(file: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function held(home: Home, holder: Holder | undefined): Claim {
  const who = holder === undefined ? 'a daemon' : `a daemon (pid ${holder.pid}, since ${holder.since})`;
  return {
    kind: 'held',
    holder,
    reason: `${who} already runs for ${home.root}`,
    next: 'fairlead status shows what it sees; fairlead stop ends it',
  };
}

/** Somebody's pid file is there and nobody answers: starting just now, dead, or a stranger with that pid. */
async function judge(file: string, options: ClaimOptions): Promise<Claim | undefined> {
  const { home, run, startMs = 3000 } = options;
  const deadline = Date.now() + startMs;
  const holder = readHolder(file);
  while (holder === undefined || (isAlive(holder.pid) && !(await isYounger(file, holder.pid, run)))) {
    if ((await dial(home.socket)).kind === 'answers') return held(home, readHolder(file));
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
    if (Date.now() < deadline) {
      await after(50);
      continue;
    }
    if (holder === undefined) break;
    return {
      kind: 'held',
      holder,
      reason: `a daemon (pid ${holder.pid}, since ${holder.since}) holds ${home.root}, but does not listen on ${home.socket}`,
      next: `kill ${holder.pid}, then fairlead daemon`,
    };
  }
  stealStale(file, holder);
  return undefined;
}

/** Removes a stale pid file; when another process replaced it meanwhile, that one is put back. */
function stealStale(file: string, judged: Holder | undefined): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const taken = readHolder(aside);
  if (taken !== undefined && taken.token !== judged?.token) {
    try {
      linkSync(aside, file);
    } catch {
      // A third one has claimed the home meanwhile; the next turn of the loop sees it.
    }
  }
  removeIfThere(aside);
}

/** Whether the process began after the pid file was written: then the pid was used again by a stranger. */
async function isYounger(file: string, pid: number, run: Run): Promise<boolean> {
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  const ran = await run('ps', ['-o', 'etime=', '-p', String(pid)]);
  const age = ran.kind === 'ran' ? parseElapsed(ran.stdout) : undefined;
  return written !== undefined && age !== undefined && Date.now() - age * 1000 > written + 2000;
}

/** Seconds from the elapsed time of POSIX ps: `[[dd-]hh:]mm:ss`. */
export function parseElapsed(text: string): number | undefined {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)$/.exec(text.trim());
  if (match === null) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part: string | undefined) => Number(part ?? 0));
  return (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
}

function tryCreate(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, `${JSON.stringify(holder)}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function release(file: string, mine: Holder): void {
  if (readHolder(file)?.token === mine.token) removeIfThere(file);
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Already gone.
  }
}
