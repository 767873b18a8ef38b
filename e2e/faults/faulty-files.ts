/**
 * Loaded into the shipped daemon before its first line (--import): a disk that is full or may not be
 * written, and a daemon that is killed while it writes, for files of one name.
 */
import { existsSync, writeFileSync } from 'node:fs';
import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

interface Fault {
  readonly folder: string;
  readonly kind: string;
  readonly name: string;
  readonly nth: number;
}

const text = process.env['FAIRLEAD_FAULT'];
delete process.env['FAIRLEAD_FAULT'];
if (text !== undefined && process.argv.includes('daemon')) install(JSON.parse(text) as Fault);

function install(fault: Fault): void {
  const armed = path.join(fault.folder, 'armed');
  const fired = path.join(fault.folder, 'fired');
  let count = 0;

  /** A full disk stays full until room is made; a kill happens once. */
  const isHit = (): boolean => {
    if (!existsSync(armed)) return false;
    const lasts = fault.kind === 'ENOSPC' || fault.kind === 'EACCES';
    if (!lasts && existsSync(fired)) return false;
    count += 1;
    if (count < fault.nth) return false;
    writeFileSync(fired, '');
    return true;
  };
  const fail = (file: string): never => {
    throw Object.assign(new Error(`${fault.kind}: no write to '${file}'`), { code: fault.kind, path: file });
  };
  const die = (): void => {
    process.kill(process.pid, 'SIGKILL');
  };

  const { open } = promises;
  const isNamed = (file: string): boolean => path.basename(file).startsWith(fault.name);
  promises.open = async (...args: Parameters<typeof open>): Promise<FileHandle> => {
    const file = String(args[0]);
    const handle = await open(...args);
    if (!isNamed(file)) return handle;
    for (const method of ['writeFile', 'appendFile'] as const) {
      const original = handle[method].bind(handle);
      handle[method] = async (data, ...rest): Promise<void> => {
        if (!isHit()) return original(data, ...rest);
        if (fault.kind === 'kill before') die();
        if (fault.kind === 'ENOSPC' || fault.kind === 'EACCES') fail(file);
        const bytes = Buffer.from(data as string);
        await original(fault.kind === 'half write' ? bytes.subarray(0, bytes.length / 2) : bytes);
        die();
      };
    }
    return handle;
  };
  syncBuiltinESMExports();
}
