import { once } from 'node:events';
import { lstatSync, unlinkSync, watch } from 'node:fs';
import net, { type Server, type Socket } from 'node:net';
import path from 'node:path';
import { type Bound, listenOwn } from '../home/listen-own.ts';
import { prepareDirectory } from '../home/prepare.ts';
import { socketPathLimit } from '../home/socket-path.ts';

/**
 * What a client may have sent before it is made to wait. Four reads' worth: with the 64 KB of one, each read of a
 * stream waits for the one before to be encrypted and sent (docs/performance.md).
 */
const streamBufferBytes = 256 * 1024;

/** The socket as it listens, or why it does not. */
export type Listening =
  | { readonly kind: 'listening'; readonly socket: SocketFile }
  | { readonly kind: 'refused'; readonly reason: string };

/** A listening Unix socket that is the user's alone. */
export interface SocketFile {
  /** Whether what lies at the path is still this socket. */
  readonly isThere: () => boolean;
  /** Takes no more connections and removes the file if it is still ours. */
  readonly close: () => Promise<void>;
}

interface Request {
  readonly file: string;
  /** Folders from the home down that must be the user's own; the last one holds the file. */
  readonly folders: readonly string[];
  readonly onConnection: (socket: Socket) => void;
  /** Something changed in the folder. */
  readonly onChange: () => void;
}

/**
 * Listens at the path. Whoever connects is root in the machine, so nothing is taken on trust: no symbolic link,
 * no folder of another user, no file in the way that is not a socket nobody listens on.
 */
export async function listenAt({ file, folders, onConnection, onChange }: Request): Promise<Listening> {
  const bytes = Buffer.byteLength(file);
  if (bytes >= socketPathLimit)
    return refused(
      `the path ${file} has ${bytes} bytes, and a socket path must stay under ${socketPathLimit}; set FAIRLEAD_HOME to a shorter folder`,
    );
  for (const folder of folders) {
    const prepared = prepareDirectory(folder);
    if (prepared.kind === 'refused') return refused(`${prepared.reason}; ${prepared.next}`);
  }
  const cleared = await clear(file);
  if (cleared !== undefined) return refused(cleared);
  const server = net.createServer({ allowHalfOpen: true, highWaterMark: streamBufferBytes }, onConnection);
  const bound = await listen(server, file);
  if (typeof bound === 'string') return refused(bound);
  const watcher = watch(path.dirname(file), { persistent: false }, onChange);
  // A folder that is removed ends its watch with an error on some systems; the loop looks as well.
  watcher.on('error', onChange);
  const close = async (): Promise<void> => {
    watcher.close();
    const closed = once(server, 'close');
    bound.unbind();
    await closed;
  };
  return { kind: 'listening', socket: { isThere: bound.isThere, close } };
}

function refused(reason: string): Listening {
  return { kind: 'refused', reason };
}

/** Removes a socket that an earlier daemon left; a sentence when something else is there. */
async function clear(file: string): Promise<string | undefined> {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isSocket())
    return `${file} is in the way: it is not a socket; move it: mv '${file}' '${file}.old'`;
  if (await answers(file)) return `another program listens at ${file}`;
  unlinkSync(file);
  return undefined;
}

function answers(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ path: file });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A sentence when it cannot. */
function listen(server: Server, file: string): Promise<Bound | string> {
  return listenOwn(server, file).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    return `${file} cannot be listened at (${code ?? message})`;
  });
}
