import { setTimeout as after } from 'node:timers/promises';

/** Waits for a value, looking again every few milliseconds; says what did not come. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 20_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`${what} did not come within ${limitMs / 1000} s`);
    await after(25);
  }
}
