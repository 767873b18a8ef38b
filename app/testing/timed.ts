/** Milliseconds between two looks at the clock. */
const beatMs = 5;

export interface Timed<T> {
  readonly value: T;
  /** Without the time in which the process was ready to go on and others had the processor. */
  readonly ms: number;
  /** By the clock. */
  readonly wallMs: number;
}

/**
 * How long work takes in this process. What is promised (a sentence within a second) is promised of Fairlead, not of a
 * computer that does something else, so `ms` is for what may last so long at most. What the process computes counts.
 */
export async function timed<T>(work: Promise<T>): Promise<Timed<T>> {
  const began = performance.now();
  let kept = 0;
  let last = began;
  let usage = process.cpuUsage();
  const look = (): void => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(usage);
    kept += Math.max(0, now - last - beatMs - (user + system) / 1000);
    last = now;
    usage = process.cpuUsage();
  };
  const beat = setInterval(look, beatMs);
  try {
    const value = await work;
    look();
    const wallMs = performance.now() - began;
    return { value, ms: wallMs - kept, wallMs };
  } finally {
    clearInterval(beat);
  }
}
