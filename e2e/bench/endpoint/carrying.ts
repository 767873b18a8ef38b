import { once } from 'node:events';
import type { Measure } from '../measure.ts';
import type { QuantityName } from '../result.ts';
import { median, percentile95 } from '../statistics.ts';
import { keptCalls, newConnection, rate, throughput, type Connect } from './client.ts';
import { Place, type Path } from './place.ts';
import { carriedPaths, endpointQuantities } from './quantities.ts';
import { slowestStage, stageTimes, type Processes, type StageTimes } from './stages.ts';

const connectionsPerRound = 30;
const callsPerRound = 200;
const streamBytes = 128_000_000;
const slowBytes = 1_000_000_000;

interface Client {
  readonly name: string;
  readonly connect: Connect;
  /** socat has none to tell: it starts a process for each connection. */
  readonly processes?: () => Promise<Processes>;
}

/** Every client in turns, so that all see the same moods of the computer. */
export const carrying: Measure = {
  yields: Object.keys(endpointQuantities) as QuantityName[],
  async run({ rounds, say }) {
    await using place = await Place.open();
    const direct = await place.carried('direct');
    const clients: Client[] = [
      { name: 'tls', ...place.direct() },
      { name: 'carried-direct', ...direct },
      { name: 'carried-forward', ...(await place.carried('forward')) },
    ];
    const socat = await place.socat();
    const more: Record<string, Partial<Path> | undefined> = {
      'carried-tunnel': place.hasSshd ? await place.carried('tunnel') : undefined,
      ssh: await place.ssh(),
      socat: socat && { connect: socat },
    };
    for (const [name, path] of Object.entries(more)) {
      if (path?.connect === undefined) say(`${name}: its program is not installed here`);
      else clients.push({ name, ...path, connect: path.connect });
    }
    const stages = new Map<string, StageTimes[]>();
    const samples: Record<string, number[]> = {};
    const keep = (name: string, ...values: number[]): void => void (samples[name] ??= []).push(...values);
    for (let round = 0; round < rounds; round += 1) {
      say(`round ${round + 1} of ${rounds}: ${clients.map(({ name }) => name).join(', ')}`);
      const figures = new Map<string, Figures>();
      for (const client of clients)
        figures.set(
          client.name,
          await measureClient(client).catch((cause: unknown) => {
            throw new Error(`${client.name}: ${String(cause)}`, { cause });
          }),
        );
      for (const [name, one] of figures) {
        keep(`${name}-new`, ...one.news);
        keep(`${name}-call`, median(one.calls));
        keep(`${name}-rate`, one.rate);
        for (const way of ways) {
          keep(`${name}-${way}`, one[way].rate);
          const { times } = one[way];
          if (times === undefined) continue;
          keep(`${name}-${way}-stage`, slowestStage(times));
          const key = `${name}-${way}`;
          stages.set(key, [...(stages.get(key) ?? []), times]);
        }
      }
      compare(figures, keep);
    }
    for (const [key, times] of stages) say(`${key}, ms of processor time for 1 MB: ${told(times)}`);
    say('1 GB to a reader that takes its time');
    keep('slow-reader-memory', await slowReader(direct));
    return samples;
  },
};

interface Figures {
  readonly news: readonly number[];
  readonly calls: readonly number[];
  readonly rate: number;
  readonly down: Stream;
  readonly up: Stream;
}

interface Stream {
  /** MB/s. */
  readonly rate: number;
  readonly times?: StageTimes;
}

const ways = ['down', 'up'] as const;

async function measureClient({ connect, processes }: Client): Promise<Figures> {
  const news: number[] = [];
  for (let i = 0; i < connectionsPerRound; i += 1) news.push(await newConnection(connect));
  const stream = async (way: 'down' | 'up'): Promise<Stream> => {
    const work = (): Promise<number> => throughput(connect, way, streamBytes);
    if (processes === undefined) return { rate: await work() };
    const { value, times } = await stageTimes(await processes(), { megabytes: streamBytes / 1e6, work });
    return { rate: value, times };
  };
  return {
    news,
    calls: await keptCalls(connect, callsPerRound),
    rate: await rate(connect, 2 * connectionsPerRound),
    down: await stream('down'),
    up: await stream('up'),
  };
}

/** The median of each process. */
function told(times: readonly StageTimes[]): string {
  return Object.keys(times[0] ?? {})
    .map((name) => `${name} ${median(times.map((one) => one[name] ?? NaN)).toFixed(2)}`)
    .join(', ');
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
    for (const way of ways) {
      const [one, other] = [carried[way], peer[way]];
      keep(`${path}-${way}-ratio`, other.rate / one.rate);
      if (one.times === undefined || other.times === undefined) continue;
      keep(`${path}-${way}-stage-ratio`, slowestStage(one.times) / slowestStage(other.times));
    }
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
