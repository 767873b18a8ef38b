/** What the benchmark can say, by name. Names stay the same from run to run and from version to version. */
import { endpointQuantities } from './endpoint/quantities.ts';
import { labQuantities } from './lab/quantities.ts';
import { median, percentile95 } from './statistics.ts';

export interface Quantity {
  readonly title: string;
  readonly unit: string;
  /** The largest value that is good enough, and which of the two figures it holds for. */
  readonly budget?: { readonly of: 'median' | 'p95'; readonly most: number };
}

const stageQuantities = {
  detection: { title: 'a route changes → the snapshot says so', unit: 'ms' },
  hijack: {
    title: 'hijack → Docker answers, forward armed',
    unit: 'ms',
    budget: { of: 'p95', most: 300 },
  },
  'hijack-adding-forward': {
    title: 'hijack → Docker answers, NAT rule to be added',
    unit: 'ms',
    budget: { of: 'p95', most: 1000 },
  },
  'route-repair': { title: 'one route repair, read back', unit: 'ms' },
  'hijack-to-own-route': { title: 'hijack → the route is right again', unit: 'ms' },
  'vpn-gone': {
    title: 'VPN gone → direct path back',
    unit: 'ms',
    budget: { of: 'p95', most: 1500 },
  },
  'certificate-renewal': { title: 'hijack → Docker answers, rule and certificate missing', unit: 'ms' },
  'certificate-by-hand': { title: 'the same by a shell script', unit: 'ms' },
  'certificate-ratio': {
    title: 'renewal by Fairlead / by the script',
    unit: '×',
    budget: { of: 'median', most: 0.6 },
  },
  'parse-10000-rows': {
    title: 'parse a routing table of 10,000 rows',
    unit: 'ms',
    budget: { of: 'median', most: 15 },
  },
  'look-up': { title: 'one look-up in that table', unit: 'ms' },
  'node-start': { title: 'node -e 0', unit: 'ms' },
  status: { title: 'fairlead status, a daemon runs', unit: 'ms' },
  'status-ratio': {
    title: 'fairlead status / node -e 0',
    unit: '×',
    budget: { of: 'median', most: 1.5 },
  },
  'idle-cpu': {
    title: 'idle daemon, share of one core',
    unit: '%',
    budget: { of: 'median', most: 0.2 },
  },
  'idle-memory': {
    title: 'idle daemon, resident memory',
    unit: 'MB',
    budget: { of: 'median', most: 70 },
  },
  'idle-children': { title: 'idle daemon, child processes', unit: '/min' },
  'idle-repeats': {
    title: 'idle, the same command within 30 s',
    unit: 'times',
    budget: { of: 'median', most: 1 },
  },
} as const satisfies Record<string, Quantity>;

export const quantities = { ...stageQuantities, ...labQuantities, ...endpointQuantities };
export type QuantityName = keyof typeof quantities;
/** By the place they are measured in. */
export const quantityNames = {
  stage: Object.keys(stageQuantities) as QuantityName[],
  lab: Object.keys(labQuantities) as QuantityName[],
  endpoint: Object.keys(endpointQuantities) as QuantityName[],
} as const;

/** What was measured, in the quantity's unit; a name without samples could not be measured here. */
export type Samples = Partial<Record<QuantityName, readonly number[]>>;

export interface Result {
  readonly name: QuantityName;
  readonly median: number | null;
  readonly p95: number | null;
  readonly unit: string;
  readonly budget: number | null;
  /** Null without a budget or without a measurement. */
  readonly ok: boolean | null;
}

export function judge(name: QuantityName, samples: readonly number[] = []): Result {
  const { unit, budget }: Quantity = quantities[name];
  const most = budget?.most ?? null;
  if (samples.length === 0) return { name, median: null, p95: null, unit, budget: most, ok: null };
  const figures = { median: median(samples), p95: percentile95(samples) };
  return {
    name,
    median: rounded(figures.median),
    p95: rounded(figures.p95),
    unit,
    budget: most,
    ok: budget === undefined ? null : figures[budget.of] <= budget.most,
  };
}

/** Three significant digits: more would be noise. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
