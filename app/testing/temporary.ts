import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where temporary folders go: the path of a socket in one has to stay under 104 bytes, whatever $TMPDIR says. */
export function temporaryRoot(): string {
  return tmpdir().length <= 24 ? tmpdir() : '/tmp';
}

/** A folder of a test's own, gone at the end of its block: `using folder = temporaryFolder()`. */
export function temporaryFolder(): Disposable & { readonly path: string; at(name: string): string } {
  const folder = mkdtempSync(path.join(temporaryRoot(), 'fl-'));
  return {
    path: folder,
    at: (name) => path.join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
