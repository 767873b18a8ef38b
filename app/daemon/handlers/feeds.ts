import type { Happening, Snapshot } from '../../../shared/snapshot.ts';
import { Channel } from '../../control/channel.ts';
import type { Keeper } from '../../reconcile/keeper.ts';

/** The present snapshot, then every new one; a slow reader gets the newest only. */
export function watch(keeper: Keeper, signal: AbortSignal): AsyncGenerator<Snapshot, void, undefined> {
  const channel = new Channel<Snapshot>({ limit: 2 });
  const leave = keeper.listen((snapshot) => channel.push(snapshot));
  return feed({ first: async () => [keeper.snapshot ?? (await keeper.look())], channel, leave, signal });
}

/** What is remembered of the timeline, then every new line. */
export function timeline(keeper: Keeper, signal: AbortSignal): AsyncGenerator<Happening, void, undefined> {
  const channel = new Channel<Happening>({ limit: 1000 });
  const past = keeper.timeline.lines;
  const leave = keeper.timeline.listen((line) => channel.push(line));
  return feed({ first: () => Promise.resolve(past), channel, leave, signal });
}

async function* feed<T>(parts: {
  readonly first: () => Promise<readonly T[]>;
  readonly channel: Channel<T>;
  readonly leave: () => void;
  readonly signal: AbortSignal;
}): AsyncGenerator<T, void, undefined> {
  const { channel, signal } = parts;
  const end = (): void => channel.end();
  signal.addEventListener('abort', end, { once: true });
  try {
    yield* await parts.first();
    if (!signal.aborted) yield* channel;
  } finally {
    signal.removeEventListener('abort', end);
    parts.leave();
  }
}
