/** The shipped daemon on the stage, as its own process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { request } from './feed.ts';
import { programs } from './programs.ts';

export interface StageDaemon {
  readonly pid: number;
  readonly socket: string;
  /** What it printed so far. */
  output(): string;
  /** Ends it as a crash would, without any farewell. */
  kill9(): Promise<void>;
  /** Ends it as launchd would. */
  stop(): Promise<void>;
}

export interface DaemonOptions {
  readonly root: string;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds until it must answer on its socket. */
  readonly readyMs?: number;
  /** Flags of Node for it alone, not for what it starts. */
  readonly nodeFlags?: readonly string[];
}

export async function startDaemon(options: DaemonOptions): Promise<StageDaemon> {
  const { root, home, environment, readyMs = 10_000, nodeFlags = [] } = options;
  const logFile = path.join(root, 'daemon.log');
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [...nodeFlags, programs().fairlead, 'daemon', '--home', home], {
    stdio: ['ignore', log, log],
    env: environment,
    detached: true,
  });
  closeSync(log);
  const pidFile = path.join(root, 'pids/daemon');
  writeFileSync(pidFile, String(child.pid ?? ''));
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void exited.then(() => rmSync(pidFile, { force: true }));
  child.unref();
  const daemon: StageDaemon = {
    pid: child.pid ?? 0,
    socket: path.join(home, 'control.sock'),
    output: () => readFileSync(logFile, 'utf8'),
    kill9: () => end(child, { exited, signals: ['SIGKILL'] }),
    stop: () => end(child, { exited, signals: ['SIGTERM', 'SIGKILL'] }),
  };
  await ready(daemon, { child, readyMs });
  return daemon;
}

async function ready(
  daemon: StageDaemon,
  { child, readyMs }: { readonly child: ChildProcess; readonly readyMs: number },
): Promise<void> {
  const end = performance.now() + readyMs;
  while (performance.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const status = await request(daemon.socket, '/v1/status').catch(() => undefined);
    if (status !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await daemon.kill9();
  throw new Error(`the daemon did not answer on ${daemon.socket}; it printed:\n${daemon.output()}`);
}

async function end(
  child: ChildProcess,
  { exited, signals }: { readonly exited: Promise<void>; readonly signals: readonly NodeJS.Signals[] },
): Promise<void> {
  for (const signal of signals) {
    if (child.exitCode !== null || child.signalCode !== null) return exited;
    child.kill(signal);
    const timer = new Promise((resolve) => setTimeout(resolve, 5000).unref());
    child.ref();
    await Promise.race([exited, timer]);
  }
}
