import type { Client, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import { GuestError } from '../../machine/guest-error.ts';
import type { Machine } from '../../machine/machine.ts';
import { explain } from './explain.ts';
import { PacketSocket } from './packet-socket.ts';
import { hostKeyFingerprint, hostKeyOf, readPin, writePin, type HostKey } from './known-hosts.ts';
import { readPrivateKey } from './private-key.ts';
import { readyKeys } from './ready-keys.ts';

export interface SshGuestOptions {
  /** Where host keys are pinned: `home.knownHosts`. */
  readonly knownHosts: string;
  /** Milliseconds for TCP, banner, key exchange and authentication together. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** A peer that leaves three of these questions unanswered is gone. Default 5000. */
  readonly keepaliveMs?: number;
  /** What it goes over; who brings it can see what was heard. */
  readonly socket?: PacketSocket;
}

/** An SSH connection to a machine, its host key pinned on first use. Throws GuestError. */
export async function openConnection(machine: Machine, options: SshGuestOptions): Promise<Client> {
  const { knownHosts, connectTimeoutMs: timeoutMs = 10_000, keepaliveMs = 5000 } = options;
  const { socket = new PacketSocket() } = options;
  const privateKey = await readPrivateKey(machine.ssh.keyPath);
  const pinned = await readPin(knownHosts, machine).catch((error: unknown) => {
    throw pinError(knownHosts, error);
  });
  // ssh2 takes tens of milliseconds and 6 MB to load; a daemon that never opens a session does without.
  const { default: ssh2 } = await import('ssh2');
  const client = new ssh2.Client();
  const shown = await open(client, { machine, privateKey, pinned, timeoutMs, keepaliveMs, socket });
  // Stays for the life of the connection: a late error must not end the process.
  client.on('error', () => undefined);
  try {
    // Only now: whoever does not accept the machine's key is not the machine.
    if (pinned === undefined) await writePin(knownHosts, machine, shown);
  } catch (error) {
    client.destroy();
    throw pinError(knownHosts, error);
  }
  return client;
}

interface Opening {
  readonly machine: Machine;
  readonly privateKey: Buffer;
  readonly pinned: HostKey | undefined;
  readonly timeoutMs: number;
  readonly keepaliveMs: number;
  readonly socket: PacketSocket;
}

/** Resolves with the host key shown, once the machine has let us in. Throws GuestError. */
function open(
  client: Client,
  { machine, privateKey, pinned, timeoutMs, keepaliveMs, socket }: Opening,
): Promise<HostKey> {
  return new Promise((resolve, reject) => {
    let shown: HostKey | undefined;
    let settled = false;
    const fail = (error: GuestError): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      client.destroy();
      reject(error);
    };
    const where = { machine: machine.name, host: machine.ssh.host, port: machine.ssh.port };
    const timer = setTimeout(
      () =>
        fail(
          new GuestError(
            'timed-out',
            `${where.machine} did not answer over SSH at ${where.host}:${where.port} within ${timeoutMs} ms`,
          ),
        ),
      timeoutMs,
    );
    client.on('error', (error) => fail(changed(machine, pinned, shown) ?? explain(error, where)));
    client.on('close', () => fail(explain(new Error('Connection lost before handshake'), where)));
    // Small packets both ways: with Nagle's algorithm every command takes 0.18 s instead of a few milliseconds.
    client.on('connect', () => client.setNoDelay(true));
    // Of the first exchange of keys, and of those that follow with each gigabyte.
    client.on('handshake', () => readyKeys(client));
    client.on('ready', () => {
      if (settled) return;
      if (shown === undefined) return fail(explain(new Error('no host key'), where));
      settled = true;
      clearTimeout(timer);
      client.removeAllListeners('close');
      client.removeAllListeners('error');
      resolve(shown);
    });
    const config: ConnectConfig = {
      sock: socket,
      username: machine.ssh.user,
      privateKey,
      authHandler: ['publickey'],
      readyTimeout: timeoutMs,
      keepaliveInterval: keepaliveMs,
      keepaliveCountMax: 3,
      algorithms: { serverHostKey: preferred(pinned) },
      hostVerifier: (blob: Buffer) => {
        shown = hostKeyOf(Buffer.from(blob));
        return shown !== undefined && (pinned === undefined || pinned.blob.equals(shown.blob));
      },
    };
    try {
      client.connect(config);
      socket.connect({ host: machine.ssh.host, port: machine.ssh.port });
    } catch (error) {
      fail(
        new GuestError(
          'key-unreadable',
          `The SSH key ${machine.ssh.keyPath} is not a key without passphrase`,
          {
            cause: error,
          },
        ),
      );
    }
  });
}

const hostKeyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** The pinned kind first: a server that has several keys shows the one asked for, and no change is seen where none is. */
function preferred(pinned: HostKey | undefined): ServerHostKeyAlgorithm[] {
  const isPinned = (algorithm: string) =>
    algorithm === pinned?.type || (pinned?.type === 'ssh-rsa' && algorithm.startsWith('rsa-'));
  return [...hostKeyAlgorithms].sort((a, b) => Number(isPinned(b)) - Number(isPinned(a)));
}

function changed(
  machine: Machine,
  pinned: HostKey | undefined,
  shown: HostKey | undefined,
): GuestError | undefined {
  if (pinned === undefined || shown === undefined || pinned.blob.equals(shown.blob)) return undefined;
  return new GuestError(
    'key-changed',
    `${machine.name} shows another SSH host key than before: ${hostKeyFingerprint(shown)}, not ${hostKeyFingerprint(pinned)}. ` +
      'If the machine was made anew, accept it; if not, another program answers on its port',
    { next: `fairlead forget-key ${machine.name}` },
  );
}

function pinError(file: string, cause: unknown): GuestError {
  const detail = cause instanceof Error ? cause.message : 'unknown error';
  return new GuestError(
    'pins-unreadable',
    `The record of SSH host keys, ${file}, cannot be used: ${detail}`,
    {
      cause,
    },
  );
}
