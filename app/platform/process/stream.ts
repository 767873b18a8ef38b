import { spawn } from 'node:child_process';
import { childEnvironment } from './run.ts';

/** A program that keeps printing lines, started again when it ends. */
export interface LineStream {
  /** Ends the program for good; resolves when nothing of it is left running. */
  stop(): Promise<void>;
}

export interface StreamOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly line: (text: string) => void;
  /** Called each time the program ended by itself; it is started again after `pauseMs`. */
  readonly ended?: (reason: string, pauseMs: number) => void;
  /** Pause before the first restart, doubled up to the most; a run longer than the most starts over. */
  readonly backOffMs?: { readonly first: number; readonly most: number };
}

/** Characters kept of a line that does not end; what comes after is still the same poke. */
const longestLine = 64 * 1024;

export type StreamLines = (options: StreamOptions) => LineStream;

/** Runs a program like `run`, without a time limit, and hands on each line of its standard output. */
export const streamLines: StreamLines = (options) => {
  const { first, most } = options.backOffMs ?? { first: 250, most: 30_000 };
  let stopped = false;
  let pauseMs = first;
  let timer: NodeJS.Timeout | undefined;
  let current: { end: () => void; ended: Promise<void> } | undefined;

  const start = (): void => {
    const startedAt = performance.now();
    const child = spawn(options.file, [...options.args], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childEnvironment(),
    });
    const ended = new Promise<void>((resolve) => {
      let settled = false;
      const finish = (reason: string): void => {
        if (settled) return;
        settled = true;
        resolve();
        if (stopped) return;
        if (performance.now() - startedAt > most) pauseMs = first;
        const wait = pauseMs;
        pauseMs = Math.min(most, pauseMs * 2);
        timer = setTimeout(start, wait);
        timer.unref();
        options.ended?.(reason, wait);
      };
      child.on('error', (error) => finish(`${options.file} could not be started: ${error.message}`));
      child.on('close', (code, signal) =>
        finish(`${options.file} ended with ${code ?? signal ?? 'no code'}${firstLine(complaint)}`),
      );
    });
    let complaint = '';
    let partial = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(0, 1000)));
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      const lines = (partial + chunk).split('\n');
      partial = (lines.pop() ?? '').slice(0, longestLine);
      for (const line of lines) if (!stopped) options.line(line);
    });
    const end = (): void => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It is gone already.
      }
    };
    current = { end, ended };
  };

  start();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      current?.end();
      await current?.ended;
    },
  };
};

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line === '' ? '' : `: ${line}`;
}
