import { createHash } from 'node:crypto';
import { writeAtomic } from '../../home/atomic.ts';
import { readOwn } from '../../home/own-file.ts';
import { readSmallText } from '../../machine/small-file.ts';
import { machineName, type Machine } from '../../machine/machine.ts';

/**
 * Host keys pinned on first use, one line per machine in the form of OpenSSH's known_hosts:
 *
 *   fairlead:default@3f2a9c01b7de ssh-ed25519 AAAA… let-in:90b1d2c3e4f5
 *
 * The host is a marker, not an address: every machine is dialled as 127.0.0.1 with a port that may change.
 * After the @ stand 12 hex digits of the SHA-256 of the store's path, since two stores may have a machine
 * of one name. The last word is made of the machine's own public key, `id_rsa.pub`: whoever removes a machine and
 * creates it again under the same name has another one, and the old host key says nothing about it. Lines of any
 * other form are kept and ignored.
 */
type Named = Pick<Machine, 'name' | 'store'> & Partial<Pick<Machine, 'ssh'>>;

export interface HostKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`. */
  readonly type: string;
  /** The key in SSH's own encoding (RFC 4253, 6.6). */
  readonly blob: Buffer;
}

/** Reads the type out of a key blob; undefined when it is none. */
export function hostKeyOf(blob: Buffer): HostKey | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  const type = blob.subarray(4, 4 + length).toString('latin1');
  return length <= 64 && /^[a-z0-9@.-]+$/.test(type) ? { type, blob } : undefined;
}

/** As `ssh-keygen -l` prints it. */
export function hostKeyFingerprint(key: HostKey): string {
  return `SHA256:${createHash('sha256').update(key.blob).digest('base64').replace(/=+$/, '')}`;
}

/** The pinned key; undefined when there is none yet, or only that of an earlier machine of the name. Throws when the file is there but cannot be read. */
export async function readPin(file: string, machine: Named): Promise<HostKey | undefined> {
  const marker = hostKeyAlias(machine);
  const present = await letInBy(machine);
  for (const line of await readLines(file)) {
    const [host, type, base64, letIn] = line.trim().split(/\s+/);
    if (host !== marker || base64 === undefined) continue;
    if (present !== undefined && letIn?.startsWith('let-in:') === true && letIn !== present) continue;
    const key = hostKeyOf(Buffer.from(base64, 'base64'));
    if (key !== undefined && key.type === type) return key;
  }
  return undefined;
}

/** Writes the key down as the machine's own, in place of any earlier one. */
export async function writePin(file: string, machine: Named, key: HostKey): Promise<void> {
  const words = [hostKeyAlias(machine), key.type, key.blob.toString('base64'), await letInBy(machine)];
  const line = words.filter((word) => word !== undefined).join(' ');
  return change(file, (lines) => [...lines.filter((one) => !isOf(machine, one)), line]);
}

/** What stands for the key that the machine lets in; undefined when its public half is not in the store. */
async function letInBy({ ssh }: Named): Promise<string | undefined> {
  const text = ssh === undefined ? '' : await readSmallText(`${ssh.keyPath}.pub`).catch(() => '');
  const blob = text.trim().split(/\s+/)[1];
  return blob === undefined
    ? undefined
    : `let-in:${createHash('sha256').update(blob).digest('hex').slice(0, 12)}`;
}

/** Forgets the pinned key, so that the next connection pins anew. Answers whether there was one. */
export async function forgetHostKey(file: string, machine: Named): Promise<boolean> {
  let had = false;
  await change(file, (lines) => {
    const rest = lines.filter((line) => !isOf(machine, line));
    had = rest.length < lines.length;
    return had ? rest : undefined;
  });
  return had;
}

/** Two sessions may pin at once, and each replaces the whole file: so they take turns. */
let turn: Promise<unknown> = Promise.resolve();

function change(file: string, edit: (lines: string[]) => string[] | undefined): Promise<void> {
  const mine = turn.then(async () => {
    const lines = edit(await readLines(file));
    if (lines !== undefined)
      await writeAtomic(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  });
  turn = mine.catch(() => undefined);
  return mine;
}

async function readLines(file: string): Promise<string[]> {
  try {
    return (await readOwn(file)).split('\n').filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function isOf(machine: Named, line: string): boolean {
  return line.trim().split(/\s+/)[0] === hostKeyAlias(machine);
}

/** What stands for the machine in place of a host's name; OpenSSH's HostKeyAlias. */
export function hostKeyAlias({ name, store }: Named): string {
  if (!machineName.test(name)) throw new TypeError(`not a machine name: ${JSON.stringify(name)}`);
  return `fairlead:${name}@${createHash('sha256').update(store).digest('hex').slice(0, 12)}`;
}
