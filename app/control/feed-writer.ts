import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Out } from '../../shared/control/contract.ts';
import { FailureError, type Failure } from '../../shared/control/failure.ts';
import { Channel, type ChannelOptions } from './channel.ts';

export type FeedName = 'watch' | 'timeline' | 'logs';

/** What a reader gets who reads more slowly than things happen. Snapshots are whole: only the newest matters. */
const policies: { readonly [F in FeedName]: ChannelOptions<Out<F>> } = {
  watch: { limit: 1 },
  timeline: {
    limit: 2000,
    gap: (missed) => ({ at: now(), kind: 'noticed', text: `${missed} lines left out: read too slowly` }),
  },
  logs: {
    limit: 10_000,
    gap: (missed) => ({ at: now(), level: 'warn', message: `${missed} lines left out: read too slowly` }),
  },
};

export interface FeedRequest {
  readonly response: ServerResponse;
  readonly source: AsyncIterable<unknown>;
  /** Ends the feed in good order. */
  readonly signal: AbortSignal;
  /** Turns whatever the source threw into what may be told. */
  readonly failureOf: (error: unknown) => Failure;
}

/**
 * Streams a feed as JSON lines until its source ends, the reader leaves or the server closes. A failure in
 * the middle is a last line `{"failure": …}`: the status line is long gone by then.
 */
export async function writeFeed(name: FeedName, request: FeedRequest): Promise<void> {
  const { response, source, signal, failureOf } = request;
  const channel = new Channel<unknown>(policies[name]);
  const end = (): void => channel.end();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  void pump(source, channel, signal);
  try {
    for await (const value of channel) await writeLine(response, value, signal);
  } catch (error) {
    await writeLine(response, { failure: failureOf(error) }, signal);
  } finally {
    signal.removeEventListener('abort', end);
    response.end();
  }
}

async function pump(
  source: AsyncIterable<unknown>,
  channel: Channel<unknown>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const value of source) {
      if (signal.aborted) break;
      channel.push(value);
    }
    channel.end();
  } catch (error) {
    if (signal.aborted) channel.end();
    else channel.end(error ?? new FailureError('internal', 'the feed ended without a reason'));
  }
}

async function writeLine(response: ServerResponse, value: unknown, signal: AbortSignal): Promise<void> {
  if (response.destroyed || response.writableEnded) return;
  if (response.write(`${JSON.stringify(value)}\n`)) return;
  // A reader that has left never drains; the signal stands for that as well as for the end of the server.
  await once(response, 'drain', { signal }).catch(() => undefined);
}

function now(): string {
  return new Date().toISOString();
}
