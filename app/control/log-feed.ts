import type { LogLine, Parsed } from '../../shared/control/contract.ts';
import { Channel } from './channel.ts';

/** A log that remembers its newest lines and tells of new ones: app/home/log.ts. */
export interface ReadableLog {
  lines(count: number): readonly LogLine[];
  subscribe(reader: (line: LogLine) => void): () => void;
}

/** The `logs` handler over a log: what it remembers, then, when asked to follow, every new line. */
export async function* logFeed(
  log: ReadableLog,
  input: Parsed<'logs'>,
  signal: AbortSignal,
): AsyncGenerator<LogLine, void, undefined> {
  const channel = new Channel<LogLine>({ limit: 10_000 });
  const leave = input.follow ? log.subscribe((line) => channel.push(line)) : undefined;
  const end = (): void => channel.end();
  signal.addEventListener('abort', end, { once: true });
  try {
    yield* log.lines(input.lines);
    if (input.follow && !signal.aborted) yield* channel;
  } finally {
    signal.removeEventListener('abort', end);
    leave?.();
  }
}
