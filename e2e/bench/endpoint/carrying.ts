import { once } from 'node:events';
import type { Measure } from '../measure.ts';
import type { QuantityName } from '../result.ts';
import { median, percentile95 } from '../statistics.ts';
import { keptCalls, newConnection, rate, throughput, type Connect } from './client.ts';
import { Place } from './place.ts';
import { carriedPaths, endpointQuantities } from './quantities.ts';

const connectionsPerRound = 30;
const callsPerRound = 200;
const streamBytes = 128_000_000;
const slowBytes = 1_000_000_000;

interface Client {
  readonly name: string;
  readonly connect: Connect;
}

/** Every client in turns, so that all see the same moods of the computer. */
export const carrying: Measure = {
  yields: Object.keys(endpointQuantities) as QuantityName[],
  async run({ rounds, say }) {
    await using place = await Place.open();
    const direct = await place.carried('direct');
    const clients: Client[] = [
      { name: 'tls', connect: place.tls() },
      { name: 'carried-direct', connect: direct.connect },
      { name: 'carried-forward', connect: (await place.carried('forward')).connect },
    ];
    const more = {
      'carried-tunnel': place.hasSshd ? (await place.carried('tunnel')).connect : undefined,
      ssh: await place.ssh(),
      socat: await place.socat(),
    };
    for (const [name, connect] of Object.entries(more)) {
      if (connect === undefined) say(`${name}: its program is not installed here`);
      else clients.push({ name, connect });
    }
    const samples: Record<string, number[]> = {};
    const keep = (name: string, ...values: number[]): void => void (samples[name] ??= []).push(...values);
    for (let round = 0; round < rounds; round += 1) {
      say(`round ${round + 1} of ${rounds}: ${clients.map(({ name }) => name).join(', ')}`);
      const figures = new Map<string, Figures>();
      for (const { name, connect } of clients)
        figures.set(
          name,
          await measureClient(connect).catch((cause: unknown) => {
            throw new Error(`${name}: ${String(cause)}`, { cause });
          }),
        );
      for (const [name, one] of figures) {
        keep(`${name}-new`, ...one.news);
        keep(`${name}-call`, median(one.calls));
        keep(`${name}-rate`, one.rate);
        keep(`${name}-down`, one.down);
        keep(`${name}-up`, one.up);
      }
      compare(figures, keep);
    }
    say('1 GB to a reader that takes its time');
    keep('slow-reader-memory', await slowReader(direct));
    return samples;
  },
};

interface Figures {
  readonly news: readonly number[];
  readonly calls: readonly number[];
  readonly rate: number;
  readonly down: number;
  readonly up: number;
}

async function measureClient(connect: Connect): Promise<Figures> {
  const news: number[] = [];
  for (let i = 0; i < connectionsPerRound; i += 1) news.push(await newConnection(connect));
  return {
    news,
    calls: await keptCalls(connect, callsPerRound),
    rate: await rate(connect, 2 * connectionsPerRound),
    down: await throughput(connect, 'down', streamBytes),
    up: await throughput(connect, 'up', streamBytes),
  };
}

function compare(figures: ReadonlyMap<string, Figures>, keep: (name: string, value: number) => void): void {
  const tls = figures.get('tls');
  for (const path of carriedPaths) {
    const carried = figures.get(`carried-${path}`);
    const peer = figures.get(path === 'tunnel' ? 'ssh' : 'tls');
    if (carried === undefined || tls === undefined || peer === undefined) continue;
    keep(`${path}-new-ratio`, median(carried.news) / median(tls.news));
    keep(`${path}-new-p95-ratio`, percentile95(carried.news) / percentile95(tls.news));
    keep(`${path}-call-added`, median(carried.calls) - median(tls.calls));
    keep(`${path}-down-ratio`, peer.down / carried.down);
    keep(`${path}-up-ratio`, peer.up / carried.up);
  }
}

/** Largest growth of the carrier's memory, in MB, while 1 GB passes in slow bites. */
async function slowReader({
  connect,
  memory,
}: {
  connect: Connect;
  memory: () => Promise<number>;
}): Promise<number> {
  const before = await memory();
  const connection = await connect();
  connection.write(`GET /down?bytes=${slowBytes} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`);
  let most = before;
  let bytes = 0;
  let sinceLook = 0;
  connection.on('data', (part: Buffer) => {
    bytes += part.length;
    sinceLook += part.length;
    if (sinceLook < 50_000_000) return;
    sinceLook = 0;
    connection.pause();
    // Long enough for everything in between to fill up.
    setTimeout(() => {
      void memory().then((now) => {
        most = Math.max(most, now);
        connection.resume();
      });
    }, 250);
  });
  await once(connection, 'end');
  connection.destroy();
  if (bytes < slowBytes) throw new Error(`only ${bytes} bytes arrived`);
  return most - before;
}
