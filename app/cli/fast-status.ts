import { lstatSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { isatty } from 'node:tty';
import { protocol, protocolHeader } from '../../shared/control/wire.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { homeAt, homeFromEnvironment, type Home } from '../home/home.ts';
import { socketPathLimit } from '../home/socket-path.ts';
import { statusText } from './print/status.ts';
import { plainWords } from './plain-words.ts';
import { paperOf, type Output } from './print/terminal.ts';
import { isReachable } from './reachable.ts';

/** Longer than a healthy daemon ever takes; after it the slow path says what is wrong. */
const timeoutMs = 2000;

/**
 * `fairlead status` and nothing else: asks the daemon by hand and prints. Whatever is out of the ordinary (no
 * daemon, another protocol, an odd argument) gives undefined, and the full command line sorts it out.
 */
export async function fastStatus(argv: readonly string[]): Promise<number | undefined> {
  const asked = plainWords('status', argv);
  if (asked === undefined) return undefined;
  const home = homeOf(asked);
  if (home === undefined || Buffer.byteLength(home.socket) >= socketPathLimit || !isOurs(home.socket))
    return undefined;
  const body = bodyOf(await exchange(home.socket));
  if (body === undefined) return undefined;
  const answer = textOf(body, asked.json === true);
  if (answer === undefined) return undefined;
  print(answer.text);
  return answer.reachable ? 0 : 5;
}

/** Undefined for a body that is no snapshot: the full command line checks every field and says what is wrong. */
function textOf(
  body: string,
  json: boolean,
): { readonly text: string; readonly reachable: boolean } | undefined {
  try {
    const snapshot = JSON.parse(body) as Snapshot;
    const stdout: Pick<Output, 'isTTY' | 'columns'> = isatty(1) ? process.stdout : {};
    const words = statusText(snapshot, paperOf(stdout, process.env), Date.now());
    return { text: json ? `${body.trimEnd()}\n` : words, reachable: isReachable(snapshot) };
  } catch {
    return undefined;
  }
}

/** Straight to the descriptor where that works: making process.stdout costs a tenth of the whole run. */
function print(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(1, bytes, written);
  } catch (error) {
    // A full pipe that does not block; the stream waits for its reader.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') process.stdout.write(bytes.subarray(written));
    else if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

/** Undefined where there is none to be found; the full command line says why. */
function homeOf(asked: { readonly home?: string }): Home | undefined {
  try {
    return asked.home === undefined ? homeFromEnvironment() : homeAt(asked.home);
  } catch {
    return undefined;
  }
}

/** The path check of app/control/dial.ts: another user's socket gets no request. */
function isOurs(socket: string): boolean {
  try {
    const found = lstatSync(socket);
    return found.isSocket() && found.uid === process.getuid?.();
  } catch {
    // Not there, or a part of the path is a file or closed to us: the full command line says which.
    return false;
  }
}

function exchange(socket: string): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const connection = connect(socket);
    const end = (): void => {
      connection.destroy();
      resolve(Buffer.concat(chunks).toString('utf8'));
    };
    connection.setTimeout(timeoutMs, end);
    connection.on('data', (chunk) => chunks.push(chunk));
    connection.on('error', end);
    connection.on('end', end);
    connection.write(
      `GET /v1/status HTTP/1.1\r\nHost: fairlead\r\n${protocolHeader}: ${protocol}\r\nConnection: close\r\n\r\n`,
    );
  });
}

/** The body of a whole 200 answer of our protocol, else undefined. */
function bodyOf(answer: string): string | undefined {
  const at = answer.indexOf('\r\n\r\n');
  if (at < 0 || !answer.startsWith('HTTP/1.1 200 ')) return undefined;
  const head = answer.slice(0, at).toLowerCase();
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  const spoken = new RegExp(`\r\n${protocolHeader}: (\\d+)`).exec(head)?.[1];
  const body = answer.slice(at + 4);
  return spoken === String(protocol) && Number(length) === Buffer.byteLength(body) ? body : undefined;
}
