import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { userInfo } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { Way } from '../../../app/endpoint/plan.ts';
import { makeMachine, type MadeMachine } from '../../../app/testing/make-store.ts';
import { run } from '../../../app/platform/process/run.ts';
import { startGuard, type Guard } from '../../stage/guard.ts';
import { makeRoot } from '../../stage/leftovers.ts';
import type { Connect } from './client.ts';
import { familyOf, type Processes } from './stages.ts';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const sshd = '/usr/sbin/sshd';

/** A way to the engine, and the processes a stream over it passes, as they are when they are asked for. */
export interface Path {
  readonly connect: Connect;
  readonly processes: () => Promise<Processes>;
}

/** An engine, a real sshd beside it, and every way to it that is compared. */
export class Place implements AsyncDisposable {
  readonly #root = makeRoot();
  readonly #guard: Guard = startGuard(this.#root);
  readonly #children: ChildProcess[] = [];
  #made: MadeMachine | undefined;
  #port = 0;
  #enginePid = 0;
  #sshPort: number | undefined;
  #sshdPid: number | undefined;

  static async open(): Promise<Place> {
    const place = new Place();
    place.#sshPort = existsSync(sshd) ? await freePort() : undefined;
    place.#made = await makeMachine({
      base: place.#at('store'),
      name: 'default',
      guestIp: '127.0.0.1',
      sshPort: place.#sshPort ?? 1,
      sshUser: userInfo().username,
    });
    const engine = place.#fork('engine.ts', place.#made.machine.directory);
    const [port] = (await once(engine, 'message')) as [number];
    place.#port = port;
    place.#enginePid = engine.pid ?? 0;
    await place.#startSshd();
    return place;
  }

  get hasSshd(): boolean {
    return this.#sshPort !== undefined;
  }

  /** A client that speaks mutual TLS itself, each time anew, as the docker CLI does. */
  tls(port = this.#port): Connect {
    const { machine } = this.#store;
    const secureContext = tls.createSecureContext({
      cert: readFileSync(machine.certificates.clientCert),
      key: readFileSync(machine.certificates.clientKey),
      ca: readFileSync(machine.certificates.ca),
    });
    return async () => {
      const socket = tls.connect({ host: '127.0.0.1', port, secureContext, servername: 'localhost' });
      socket.setNoDelay(true);
      await once(socket, 'secureConnect');
      return socket;
    };
  }

  direct(): Path {
    return { connect: this.tls(), processes: () => this.#processes({}) };
  }

  async carried(kind: Way['kind']): Promise<Path & { readonly memory: () => Promise<number> }> {
    const root = this.#at(kind);
    const way: Way = { kind, host: '127.0.0.1', port: this.#port };
    const child = this.#fork('carrier.ts', JSON.stringify({ root, machine: this.#store.machine, way }));
    const [said] = (await once(child, 'message')) as [string];
    if (said !== 'listens') throw new Error(said);
    return {
      connect: unix(path.join(root, 'machines/default/docker.sock')),
      processes: () => this.#processes({ endpoint: child, isOverSsh: kind === 'tunnel' }),
      memory: async () => {
        child.send('memory');
        const [bytes] = (await once(child, 'message')) as [number];
        return bytes / 1_000_000;
      },
    };
  }

  async ssh(): Promise<Path | undefined> {
    if (this.#sshPort === undefined) return undefined;
    const port = await freePort();
    const { user, keyPath } = this.#store.machine.ssh;
    const ssh = this.#spawn('ssh', [
      ...['-N', '-L', `127.0.0.1:${port}:127.0.0.1:${this.#port}`, '-p', String(this.#sshPort)],
      ...['-i', keyPath, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'],
      ...['-o', 'IdentitiesOnly=yes', '-o', 'LogLevel=ERROR', '-F', 'none', `${user}@127.0.0.1`],
    ]);
    await listening({ host: '127.0.0.1', port });
    return { connect: this.tls(port), processes: () => this.#processes({ ssh, isOverSsh: true }) };
  }

  async socat(): Promise<Connect | undefined> {
    if (!existsSync('/usr/bin/socat')) return undefined;
    const { clientCert, clientKey, ca } = this.#store.machine.certificates;
    const file = this.#at('socat.sock');
    const to = `OPENSSL:127.0.0.1:${this.#port},cert=${clientCert},key=${clientKey},cafile=${ca},verify=0,nodelay`;
    this.#spawn('/usr/bin/socat', ['-b', '65536', `UNIX-LISTEN:${file},fork,backlog=128`, to]);
    await listening({ path: file });
    return unix(file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGTERM');
        await once(child, 'exit');
      }),
    );
    await this.#guard.release();
  }

  get #store(): MadeMachine {
    if (this.#made === undefined) throw new Error('the place is not open');
    return this.#made;
  }

  async #processes(about: {
    readonly endpoint?: ChildProcess;
    readonly ssh?: ChildProcess;
    readonly isOverSsh?: boolean;
  }): Promise<Processes> {
    const { endpoint, ssh, isOverSsh = false } = about;
    return {
      engine: [this.#enginePid],
      ...(isOverSsh && this.#sshdPid !== undefined ? { sshd: await familyOf(this.#sshdPid) } : {}),
      ...(ssh?.pid === undefined ? {} : { ssh: [ssh.pid] }),
      ...(endpoint?.pid === undefined ? {} : { endpoint: [endpoint.pid] }),
      client: [process.pid],
    };
  }

  #fork(name: string, argument: string): ChildProcess {
    const child = fork(script(name), [argument], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    return this.#keep(child);
  }

  #spawn(program: string, args: readonly string[]): ChildProcess {
    return this.#keep(spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] }));
  }

  /** Written down for the guard, which ends it when this process is killed. */
  #keep(child: ChildProcess): ChildProcess {
    this.#children.push(child);
    writeFileSync(path.join(this.#at('pids'), String(child.pid)), String(child.pid));
    return child;
  }

  #at(name: string): string {
    return path.join(this.#root, name);
  }

  /** A real sshd with a key of its own, for this user only. */
  async #startSshd(): Promise<void> {
    if (this.#sshPort === undefined) return;
    const folder = this.#at('sshd');
    mkdirSync(folder, { mode: 0o700 });
    const key = path.join(folder, 'key');
    const made = await run('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key], {
      timeoutMs: 10_000,
    });
    if (made.kind === 'not-run') throw new Error(made.reason);
    writeFileSync(path.join(folder, 'authorized_keys'), `${this.#store.authorizedKey}\n`, { mode: 0o600 });
    writeFileSync(
      path.join(folder, 'config'),
      [
        `Port ${this.#sshPort}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${key}`,
        `AuthorizedKeysFile ${path.join(folder, 'authorized_keys')}`,
        'StrictModes no',
        'UsePAM no',
        'PermitRootLogin prohibit-password',
        `PidFile none`,
        '',
      ].join('\n'),
    );
    // Started as root it wants its empty folder, as the service of the distribution makes it.
    if (process.geteuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    this.#sshdPid = this.#spawn(sshd, ['-D', '-f', path.join(folder, 'config')]).pid;
    await listening({ host: '127.0.0.1', port: this.#sshPort });
  }
}

function unix(file: string): Connect {
  return async () => {
    const socket = net.connect({ path: file });
    await once(socket, 'connect');
    return socket;
  };
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(to: net.NetConnectOpts): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = net.connect(to);
    try {
      await once(socket, 'connect');
      socket.destroy();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`nothing listens at ${JSON.stringify(to)}`);
}
