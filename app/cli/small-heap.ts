import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's space for young objects at the 1 MB it begins with; else start-up makes it grow to 16 MB, which a
 * process that waits for the rest of its days never gives back. V8 reads this flag each time it would grow.
 * Must be called before the bulk of the program is loaded.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
