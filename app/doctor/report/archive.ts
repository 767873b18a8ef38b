import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes one .tar.gz that only its owner can read. Never over a file that is there. */
export async function writeArchive(
  file: string,
  folder: string,
  parts: ReadonlyMap<string, string>,
): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  try {
    // Beside the archive, so that nothing of it is ever on a disk that others can read.
    const scratch = await mkdtemp(path.join(path.dirname(file), '.fairlead-report-'));
    try {
      await mkdir(path.join(scratch, folder), { mode: 0o700 });
      for (const [name, text] of parts)
        await writeFile(path.join(scratch, folder, name), text, { mode: 0o600 });
      // Loaded for this alone: a daemon that makes no report does without it.
      const { create } = await import('tar');
      // Portable: no user names, numbers or times of this computer in the headers.
      const packed = path.join(scratch, 'report.tar.gz');
      await create({ gzip: true, portable: true, cwd: scratch, file: packed, mode: 0o600 }, [folder]);
      await handle.writeFile(await readFile(packed));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    return (await handle.stat()).size;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
