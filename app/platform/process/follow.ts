import { type Stream, type StreamOptions, streamLines } from './stream.ts';

/** Milliseconds before the first new start; doubled with each that fails. */
const firstDelayMs = 250;
const longestDelayMs = 30_000;
/** A program that lived this long was well: its end is a new event, not one more failure. */
const wellAfterMs = 10_000;

export interface FollowOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly onLine: (line: string) => void;
  /** The program runs again after a pause in which lines were missed. */
  readonly onRestart: () => void;
  readonly clock: {
    monotonic(): number;
    after(ms: number, act: () => void): () => void;
  };
  readonly log: { info(message: string): void; warn(message: string): void };
  /** How the program is started; for tests. */
  readonly start?: (options: StreamOptions) => Stream;
}

/** Follows a program for as long as we live: started again when it ends, later and later while it keeps ending. */
export function follow(options: FollowOptions): { stop(): Promise<void> } {
  const { file, args, onLine, onRestart, clock, log, start = streamLines } = options;
  let stream: Stream | undefined;
  let cancel: (() => void) | undefined;
  let delayMs = firstDelayMs;
  let stopped = false;

  const begin = (): void => {
    const startedAt = clock.monotonic();
    stream = start({
      file,
      args,
      onLine,
      onEnd: (reason) => {
        stream = undefined;
        if (stopped) return;
        if (clock.monotonic() - startedAt >= wellAfterMs) delayMs = firstDelayMs;
        // Said once per series: a tool that is missing stays missing.
        if (delayMs === firstDelayMs) log.warn(`${reason}; it is started again, later each time`);
        cancel = clock.after(delayMs, () => {
          cancel = undefined;
          begin();
          onRestart();
        });
        delayMs = Math.min(delayMs * 2, longestDelayMs);
      },
    });
  };
  begin();

  return {
    async stop() {
      stopped = true;
      cancel?.();
      await stream?.stop();
    },
  };
}
