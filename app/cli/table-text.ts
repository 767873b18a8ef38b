import { open } from 'node:fs/promises';
import { read, unreadable, type Reading } from '../reading.ts';
import { printable } from '../../shared/wording.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { whyUnread } from './why-unread.ts';
import type { World } from './world.ts';

/** The largest table ever seen has some ten thousand rows, well below a megabyte. */
const limitBytes = 16 * 1024 * 1024;

/**
 * The text of a routing table from a file, or from standard input for `-` and for no file at all. Unreadable,
 * with the reason, when it is no text or there is too much of it.
 * @throws CommandError when there is no such file, or nothing to read from.
 */
export async function readTableText(
  file: string | undefined,
  stdin: World['stdin'],
): Promise<Reading<string>> {
  if (file === undefined && stdin.isTTY === true)
    throw new CommandError('usage', 'there is no table to read', {
      hint: 'netstat -nr | fairlead route explain, or name a file',
      exitCode: exitCodes.usage,
    });
  const bytes = file === undefined || file === '-' ? await collect(stdin) : await readFile(file);
  if (bytes === undefined) return unreadable('it has more than 16 MiB, so it is no routing table');
  const text = decode(bytes);
  return text.includes('\u0000') ? unreadable('it is not text') : read(text);
}

/** How the text is called in messages. */
export function nameOfText(file: string | undefined): string {
  return file === undefined || file === '-' ? 'standard input' : printable(file);
}

async function readFile(file: string): Promise<Buffer | undefined> {
  try {
    const handle = await open(file);
    try {
      return await collect(handle.createReadStream({ autoClose: false }));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new CommandError('unreadable', `${nameOfText(file)} cannot be read: ${whyUnread(error)}`);
  }
}

/** Undefined when there is more than the limit. */
async function collect(stream: AsyncIterable<Buffer | string>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > limitBytes) return undefined;
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

/** UTF-8, or UTF-16 with or without its mark, as PowerShell and some editors save what was pasted. */
function decode(bytes: Buffer): string {
  const utf16 = byMark(bytes) ?? byZeros(bytes);
  const text = utf16 === undefined ? bytes.toString('utf8') : new TextDecoder(utf16).decode(bytes);
  return text.replace(/^\uFEFF/, '');
}

type Utf16 = 'utf-16le' | 'utf-16be' | undefined;

function byMark(bytes: Buffer): Utf16 {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** A table is ASCII, so that in UTF-16 one byte of each pair is zero: the second, or the first. */
function byZeros(bytes: Buffer): Utf16 {
  const pairs = Math.min(bytes.length >> 1, 500);
  const zeros = [0, 0];
  for (let at = 0; at < pairs * 2; at++) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [first = 0, second = 0] = zeros;
  if (pairs < 4 || Math.max(first, second) < pairs * 0.9 || Math.min(first, second) > pairs * 0.1)
    return undefined;
  return second > first ? 'utf-16le' : 'utf-16be';
}
