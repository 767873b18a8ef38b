import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Programs that a permission may name, where the system keeps them. A setting may name others for reading only. */
const places: { readonly [tool: string]: readonly string[] } = {
  route: ['/sbin/route'],
  ip: ['/sbin/ip', '/usr/sbin/ip', '/bin/ip', '/usr/bin/ip'],
  cat: ['/bin/cat'],
};

/** What is asked of a file. */
export interface Looked {
  readonly uid: number;
  readonly mode: number;
  isSymbolicLink(): boolean;
  isFile(): boolean;
}

export interface TrustOptions {
  /** For tests: how a file is looked at. */
  readonly look?: (file: string) => Looked;
  readonly resolve?: (file: string) => string;
}

/**
 * Why a program must not be named in a file that lets it run as root; undefined when it may. It, every folder on the
 * way and what a link leads to must belong to root and be writable by nobody else: whoever could exchange it would be
 * root.
 */
export function distrustOf(
  file: string,
  tool: 'route' | 'ip' | 'cat',
  options: TrustOptions = {},
): string | undefined {
  const { look = lstatSync, resolve = realpathSync } = options;
  if (places[tool]?.includes(file) !== true)
    return `${JSON.stringify(file)} is not where the system keeps ${tool} (${String(places[tool]?.join(', '))})`;
  try {
    const real = resolve(file);
    for (const one of new Set([...way(file), ...way(real)])) {
      const found = look(one);
      if (found.uid !== 0) return `${one} does not belong to root`;
      // The bits of a link itself mean nothing; what it leads to is looked at as well.
      if (!found.isSymbolicLink() && (found.mode & 0o022) !== 0)
        return `${one} can be written by others than root`;
    }
    return look(real).isFile() ? undefined : `${real} is not a file`;
  } catch (error) {
    return `${file} cannot be looked at: ${String((error as NodeJS.ErrnoException).code)}`;
  }
}

/** The file and every folder above it. */
function way(file: string): string[] {
  const parent = path.dirname(file);
  return parent === file ? [file] : [file, ...way(parent)];
}
