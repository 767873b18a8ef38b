import type { Quantity } from '../result.ts';

const paths = ['direct', 'forward', 'tunnel'] as const;
type Path = (typeof paths)[number];
export { paths as carriedPaths };
export type { Path as CarriedPath };

/** What one client is measured by; a client is a path of the endpoint or a peer. */
const of = <const C extends string>(client: C, title: string) =>
  ({
    [`${client}-new`]: { title: `${title}: a new connection, /_ping answered`, unit: 'ms' },
    [`${client}-call`]: { title: `${title}: a call on a kept connection`, unit: 'ms' },
    [`${client}-rate`]: { title: `${title}: connections, eight at once`, unit: '/s' },
    [`${client}-down`]: { title: `${title}: a stream from the engine`, unit: 'MB/s' },
    [`${client}-up`]: { title: `${title}: a stream to the engine`, unit: 'MB/s' },
  }) as { readonly [K in `${C}-${'new' | 'call' | 'rate' | 'down' | 'up'}`]: Quantity };

/** Of its processes the one that needs most: what a computer with a core for each of them is bound by. */
const stagesOf = <const C extends string>(client: C, title: string) =>
  ({
    [`${client}-down-stage`]: { title: `${title}: busiest process, from the engine`, unit: 'ms/MB' },
    [`${client}-up-stage`]: { title: `${title}: busiest process, to the engine`, unit: 'ms/MB' },
  }) as { readonly [K in `${C}-${'down-stage' | 'up-stage'}`]: Quantity };

const judged = <const P extends Path>(path: P, { peer, most }: { peer: string; most: number }) =>
  ({
    [`${path}-new-ratio`]: {
      title: `endpoint, ${path}: new connection / new direct TLS`,
      unit: '×',
      budget: { of: 'median', most: 0.5 },
    },
    [`${path}-new-p95-ratio`]: {
      title: `endpoint, ${path}: the same of the slowest twentieth`,
      unit: '×',
      budget: { of: 'median', most: 0.5 },
    },
    [`${path}-call-added`]: {
      title: `endpoint, ${path}: added to a call`,
      unit: 'ms',
      budget: { of: 'median', most: 0.3 },
    },
    [`${path}-down-ratio`]: {
      title: `${peer} / endpoint, ${path}: stream from the engine`,
      unit: '×',
      budget: { of: 'median', most },
    },
    [`${path}-up-ratio`]: {
      title: `${peer} / endpoint, ${path}: stream to the engine`,
      unit: '×',
      budget: { of: 'median', most },
    },
    [`${path}-down-stage-ratio`]: {
      title: `busiest process, endpoint, ${path} / ${peer}: from the engine`,
      unit: '×',
    },
    [`${path}-up-stage-ratio`]: {
      title: `busiest process, endpoint, ${path} / ${peer}: to the engine`,
      unit: '×',
    },
  }) as {
    readonly [K in `${P}-${JudgedFigure}`]: Quantity;
  };

type JudgedFigure =
  | 'new-ratio'
  | 'new-p95-ratio'
  | 'call-added'
  | 'down-ratio'
  | 'up-ratio'
  | 'down-stage-ratio'
  | 'up-stage-ratio';

/** At least 0.8 of a direct TLS client's throughput is at most 1.25 of its time; 0.9 of `ssh -L` is 1.11. */
const ofTls = { peer: 'direct TLS', most: 1 / 0.8 };
const ofSsh = { peer: 'ssh -L', most: 1 / 0.9 };

export const endpointQuantities = {
  ...of('tls', 'direct TLS client'),
  ...of('ssh', 'TLS client over ssh -L'),
  ...of('socat', 'socat with openssl'),
  ...of('carried-direct', 'endpoint, direct'),
  ...of('carried-forward', 'endpoint, forward'),
  ...of('carried-tunnel', 'endpoint, tunnel'),
  ...stagesOf('tls', 'direct TLS client'),
  ...stagesOf('ssh', 'TLS client over ssh -L'),
  ...stagesOf('carried-direct', 'endpoint, direct'),
  ...stagesOf('carried-forward', 'endpoint, forward'),
  ...stagesOf('carried-tunnel', 'endpoint, tunnel'),
  ...judged('direct', ofTls),
  ...judged('forward', ofTls),
  ...judged('tunnel', ofSsh),
  'slow-reader-memory': {
    title: 'endpoint: memory grown by 1 GB to a slow reader',
    unit: 'MB',
    budget: { of: 'median', most: 48 },
  },
} as const satisfies Record<string, Quantity>;
