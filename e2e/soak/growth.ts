/** Whether a series of samples grows. Pure. */
import { median } from '../bench/statistics.ts';
import type { VitalName } from './vitals.ts';

export interface Growth {
  readonly name: VitalName;
  /** Medians of the first and the last quarter of what was looked at. */
  readonly first: number;
  readonly last: number;
  /** By how much it grew over all samples that were looked at, by the median of all slopes (Theil and Sen). */
  readonly grown: number;
  /** What it may grow by before it counts: noise, caches that fill, a log that is not yet full. */
  readonly allowed: number;
  readonly ok: boolean;
}

/** Beginnings are left out: code is compiled, pools fill, the log reaches its size. */
const warmUpShare = 1 / 3;
/** With fewer samples a slope says nothing. */
export const fewestSamples = 9;

/** What each thing may grow by in a run of any length: a leak does not care for how long it is watched. */
const allowances: Readonly<Record<VitalName, { readonly least: number; readonly share: number }>> = {
  heapMegabytes: { least: 1.5, share: 0.08 },
  // The allocator keeps what it was once given; a leak shows in the heap, the descriptors or here by more.
  residentMegabytes: { least: 12, share: 0.12 },
  descriptors: { least: 3, share: 0 },
  threads: { least: 1, share: 0 },
  children: { least: 1, share: 0 },
  timers: { least: 4, share: 0 },
  sockets: { least: 3, share: 0 },
  diskMegabytes: { least: 8, share: 0 },
};

export function growthOf(name: VitalName, samples: readonly number[]): Growth {
  const looked = samples.slice(Math.floor(samples.length * warmUpShare));
  const quarter = Math.max(1, Math.floor(looked.length / 4));
  const first = median(looked.slice(0, quarter));
  const last = median(looked.slice(-quarter));
  const grown = medianSlope(looked) * (looked.length - 1);
  const { least, share } = allowances[name];
  const allowed = Math.max(least, share * first);
  // Both must say so: a slope alone is carried by steps, and the ends alone by one odd hour.
  return { name, first, last, grown, allowed, ok: grown <= allowed || last - first <= allowed };
}

/** Growth per sample. A quarter of the samples may be anything without moving it. */
function medianSlope(values: readonly number[]): number {
  const slopes: number[] = [];
  for (let left = 0; left < values.length; left += 1)
    for (let right = left + 1; right < values.length; right += 1)
      slopes.push(((values[right] ?? NaN) - (values[left] ?? NaN)) / (right - left));
  return slopes.length === 0 ? 0 : median(slopes);
}
