import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import ssh2, { type Client, type Connection, type ServerChannel } from 'ssh2';

/**
 * A guest for tests and the stage: a real SSH server whose commands run in a real `/bin/sh`, with the guest's
 * absolute paths rewritten onto a directory and a `sudo` that only runs what it is given.
 */
export interface SshGuestOptions {
  /** The directory that stands for the guest's file system. */
  readonly root: string;
  /** Port on 127.0.0.1; default: any free one. */
  readonly port?: number;
  /** PEM; default: a fresh one. */
  readonly hostKey?: string;
  /** The one key let in: an OpenSSH public key line. */
  readonly authorizedKey: string;
  /** Absolute paths that mean a place below `root`. Default: those of boot2docker and systemd guests. */
  readonly rewrite?: readonly string[];
  /**
   * Sees every command as it arrived, before it runs; throwing or rejecting drops the connection, and a text it
   * answers with runs instead.
   */
  readonly onCommand?: (command: string) => unknown;
  readonly environment?: NodeJS.ProcessEnv;
  /** As sshd's AllowTcpForwarding; `silent` leaves the question open. Default: yes. */
  readonly forwarding?: 'yes' | 'no' | 'silent';
  /** Host ports in the guest that are really listened on elsewhere, as by a NAT rule. Default: as they are. */
  readonly portOf?: (port: number) => number;
  /** Ports in the guest that a Unix socket stands for. */
  readonly socketOf?: (port: number) => string | undefined;
}

export interface RunningGuest {
  readonly port: number;
  /** Ends all SSH connections, as a network would; what runs in the guest goes on. */
  readonly hangUp: () => void;
  /** Ends the server and everything that was started through it. */
  readonly stop: () => Promise<void>;
}

const guestPaths = [
  '/var/lib/boot2docker',
  '/etc/init.d/docker',
  '/etc/os-release',
  '/etc/docker',
  '/etc/systemd/system',
  '/var/run/docker.pid',
];

export async function startSshGuest(options: SshGuestOptions): Promise<RunningGuest> {
  const allowed = ssh2.utils.parseKey(options.authorizedKey);
  if (allowed instanceof Error) throw allowed;
  const programs = makePrograms(options.root);
  const connections = new Set<Connection>();
  const groups = new Set<number>();

  const server = new ssh2.Server({ hostKeys: [options.hostKey ?? newHostKey()] }, (connection) => {
    connections.add(connection);
    // As sshd does; the types do not know it.
    (connection as Connection & Pick<Client, 'setNoDelay'>).setNoDelay(true);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      if (context.method !== 'publickey') return context.reject(['publickey']);
      const key = allowed.getPublicSSH();
      const isKnown = context.key.data.length === key.length && timingSafeEqual(context.key.data, key);
      const isSigned =
        context.signature === undefined ||
        context.blob === undefined ||
        // Typed as boolean, but a key of the wrong kind comes back as an Error.
        (allowed.verify(context.blob, context.signature, context.hashAlgo) as unknown) === true;
      if (isKnown && isSigned) context.accept();
      else context.reject(['publickey']);
    });
    connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
      if (options.forwarding === 'no') return reject();
      if (options.forwarding === 'silent') return;
      const standIn = options.socketOf?.(destPort);
      const to =
        standIn === undefined
          ? { host: destIP, port: options.portOf?.(destPort) ?? destPort, noDelay: true }
          : { path: standIn };
      const socket = net.connect({ ...to, allowHalfOpen: true });
      socket.once('error', () => reject());
      socket.once('connect', () => {
        const channel = accept();
        socket.on('error', () => channel.destroy());
        channel.on('error', () => socket.destroy());
        channel.on('close', () => socket.destroy());
        channel.pipe(socket);
        socket.pipe(channel, { end: false });
        // As sshd does; a server's end() of ssh2 closes both halves.
        socket.on('end', () => (channel as typeof channel & { eof(): void }).eof());
        socket.on('close', () => channel.close());
      });
    });
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        Promise.resolve()
          .then(() => options.onCommand?.(command))
          .then((instead) => {
            const child = runCommand(rewrite(typeof instead === 'string' ? instead : command, options), {
              programs,
              options,
            });
            if (child.pid !== undefined) groups.add(child.pid);
            connect(child, channel);
          })
          .catch(() => connection.end());
      });
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');

  const hangUp = (): void => {
    for (const connection of connections) connection.end();
  };
  return {
    port: (server.address() as AddressInfo).port,
    hangUp,
    stop: async () => {
      hangUp();
      for (const group of groups) endGroup(group);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function rewrite(command: string, { root, rewrite: paths = guestPaths }: SshGuestOptions): string {
  return paths.reduce((text, each) => text.replaceAll(each, `${root}${each}`), command);
}

interface CommandPlace {
  readonly programs: string;
  readonly options: SshGuestOptions;
}

function runCommand(command: string, { programs, options }: CommandPlace): ChildProcess {
  return spawn('/bin/sh', ['-c', command], {
    cwd: options.root,
    // A group of its own, so that stop() also ends what it left in the background.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: `${programs}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      LC_ALL: 'C',
      HOME: options.root,
      ...options.environment,
    },
  });
}

function connect(child: ChildProcess, channel: ServerChannel): void {
  channel.on('error', () => undefined);
  child.on('error', () => channel.close());
  child.stdin?.on('error', () => undefined);
  if (child.stdin) channel.pipe(child.stdin);
  child.stdout?.on('data', (chunk: Buffer) => channel.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => channel.stderr.write(chunk));
  child.on('close', (code, signal) => {
    if (code === null) channel.exit((signal ?? 'SIGKILL').replace(/^SIG/, ''));
    else channel.exit(code);
    channel.end();
  });
}

/** A `sudo` that needs no right, because the directory is the tester's own. */
function makePrograms(root: string): string {
  const folder = path.join(root, 'guest-bin');
  const sudo = path.join(folder, 'sudo');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(sudo)) {
    writeFileSync(sudo, '#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"\n');
    chmodSync(sudo, 0o755);
  }
  return folder;
}

function newHostKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}

function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
