import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../../node_modules/electron');

/**
 * Electron's binary, if it is there. Looks for the file and never loads the package: since version 42 that
 * starts a download.
 */
export function electronBinary(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const name = existsSync(path.join(folder, 'path.txt'))
    ? readFileSync(path.join(folder, 'path.txt'), 'utf8').trim()
    : process.platform === 'darwin'
      ? 'Electron.app/Contents/MacOS/Electron'
      : 'electron';
  const file = path.join(
    override === undefined || override === '' ? path.join(folder, 'dist') : override,
    name,
  );
  return existsSync(file) ? file : undefined;
}
