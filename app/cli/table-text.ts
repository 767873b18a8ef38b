import { open } from 'node:fs/promises';
import { printable } from '../../shared/wording.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { World } from './world.ts';

/** The largest table ever seen has some ten thousand rows, well below a megabyte. */
const limitBytes = 16 * 1024 * 1024;

/** The text of a routing table from a file, or from standard input for `-` and for no file at all. */
export async function readTableText(file: string | undefined, stdin: World['stdin']): Promise<string> {
  const isStdin = file === undefined || file === '-';
  if (file === undefined && stdin.isTTY === true)
    throw new CommandError('usage', 'there is no table to read', {
      hint: 'netstat -nr | fairlead route explain, or name a file',
      exitCode: exitCodes.usage,
    });
  const name = isStdin ? 'standard input' : printable(file);
  const bytes = isStdin ? await collect(stdin, name) : await readFile(file, name);
  const text = decode(bytes);
  if (text.includes('\u0000')) throw unreadable(name, 'it is not text');
  return text;
}

async function readFile(file: string, name: string): Promise<Buffer> {
  const handle = await open(file).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw unreadable(name, 'there is no such file');
    throw unreadable(name, code === 'EACCES' ? 'you may not read it' : (code ?? 'unknown reason'));
  });
  try {
    if ((await handle.stat()).isDirectory()) throw unreadable(name, 'it is a folder');
    return await collect(handle.createReadStream({ autoClose: false }), name);
  } finally {
    await handle.close();
  }
}

async function collect(stream: AsyncIterable<Buffer | string>, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > limitBytes) throw unreadable(name, 'it has more than 16 MiB, so it is no routing table');
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

/** UTF-8, or UTF-16 with its mark, as PowerShell and some editors save what was pasted. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2));
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function unreadable(name: string, why: string): CommandError {
  return new CommandError('unreadable', `${name} cannot be read: ${why}`);
}
