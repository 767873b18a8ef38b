/** Middle value; the mean of the two middle ones of an even number. NaN for none. */
export function median(samples: readonly number[]): number {
  const sorted = ascending(samples);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}

/** Nearest rank, so always a value that was measured: with fewer than twenty samples, the largest. */
export function percentile95(samples: readonly number[]): number {
  const sorted = ascending(samples);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? NaN;
}

function ascending(samples: readonly number[]): number[] {
  return [...samples].sort((a, b) => a - b);
}
