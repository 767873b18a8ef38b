import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * What keeps a process small that waits for the rest of its days (docs/performance.md has the figures).
 */

/**
 * V8's space for young objects stays at the 1 MB it begins with; else start-up makes it grow to 16 MB, which is never
 * given back. V8 reads this flag each time it would grow. And V8's last compiler, TurboFan, begins twenty times later
 * than it would: loading it alone pages in 5 MB of Node's program. An idle daemon does without it, and what carries a
 * stream is that warm after about its first gigabyte. Must be called before the bulk of the program is loaded.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  // Node 20's V8 does not know this one yet, and would say so on the terminal.
  if (Number.parseInt(process.versions.v8) >= 12) setFlagsFromString('--invocation-count-for-turbofan=60000');
}

/**
 * Once, 4 s from now: what only start-up needed goes back to the system, 3 MB of code and half-empty pages that V8
 * would keep as long as nothing presses it. It takes 0.14 s of processor time.
 */
export function giveBackAfterStart(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('globalThis.gc') as typeof globalThis.gc;
    collect?.({ type: 'major', flavor: 'last-resort' });
  }, 4000).unref();
}
