import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
}

const names = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
  '/app.js': ['app.js', 'text/javascript; charset=utf-8'],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
} as const;

/** The panel's bundle: beside the bundled command, or where the build puts it when run from source. */
export function panelFolder(): string | undefined {
  return ['./panel', '../panel', '../../dist/panel']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((folder) => existsSync(path.join(folder, 'index.html')));
}

/**
 * The page's files by the path they are asked for. They are read here, once: no request ever names a file, so no
 * request can name one outside.
 */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  return new Map(
    Object.entries(names).map(([asked, [name, type]]) => [
      asked,
      { type, bytes: readFileSync(path.join(folder, name)) },
    ]),
  );
}
