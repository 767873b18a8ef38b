/** One machine of the stage: its place in the store, its guest directory, its engine and its SSH server. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { cidr } from '../../app/route/cidr.ts';
import { startSshGuest } from '../../app/testing/ssh-guest.ts';
import { type MadeMachine, makeMachine } from '../../app/testing/make-store.ts';
import { type GuestFiles, makeGuestFiles } from './guest-files.ts';
import { quad } from './interfaces.ts';
import type { StageVm } from './vm.ts';
import type { World } from './world.ts';

export interface MachineSetup {
  readonly name: string;
  /** Default 192.168.99.100, and the next ones for further machines. */
  readonly guestIp?: string;
  /** All names of the served certificate; the default is docker-machine's, guest IP and localhost. */
  readonly servedNames?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** End of the store's CA, of the machine that makes it. */
  readonly caNotAfter?: Date;
  /** Of boot2docker's init script; default `new`. */
  readonly generation?: 'old' | 'new';
  /** Milliseconds the engine takes to end; default 0. */
  readonly engineStopMs?: number;
  /** The engine is reached over SSH too, as in a real machine. Default false: a story is about the other paths then. */
  readonly carriesOverSsh?: boolean;
  /** Sees every command sent over SSH before it runs; what it answers with runs instead, and throwing hangs up. */
  readonly onGuestCommand?: (command: string) => string | undefined;
}

export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Published on every address of the machine. */
  readonly ports?: readonly number[];
}

export interface StageMachine extends AsyncDisposable {
  readonly name: string;
  readonly guestIp: string;
  readonly made: MadeMachine;
  readonly vm: StageVm;
  readonly guest: GuestFiles;
  startEngine(): Promise<void>;
  stopEngine(): Promise<void>;
  /** Gives the engine containers that run, and live-restore or not. */
  run(containers: readonly Container[], liveRestore?: boolean): void;
  powerOff(): Promise<void>;
  powerOn(): Promise<void>;
}

export interface MachinePlace {
  readonly world: World;
  readonly root: string;
  readonly setup: MachineSetup;
  readonly guestIp: string;
  readonly sshPort: number;
}

const execute = promisify(execFile);

export async function makeStageMachine(place: MachinePlace): Promise<StageMachine> {
  const { world, root, setup, guestIp, sshPort } = place;
  const { generation = 'new', engineStopMs = 0, onGuestCommand, ...rest } = setup;
  const made = await makeMachine({ ...rest, base: path.join(root, 'store'), guestIp, sshPort });
  const guestRoot = path.join(root, 'guests', setup.name);
  const guest = makeGuestFiles({ ...made, root: guestRoot, generation, engineStopMs });
  const ssh = await startSshGuest({
    root: guestRoot,
    port: sshPort,
    authorizedKey: made.authorizedKey,
    socketOf: (port) => (setup.carriesOverSsh === true && port === 2376 ? guest.engineSocket : undefined),
    ...(onGuestCommand === undefined ? {} : { onCommand: onGuestCommand }),
  });
  const logFolder = path.join(made.machine.directory, setup.name, 'Logs');
  mkdirSync(logFolder, { recursive: true });
  const guestAddress = quad(guestIp);
  const adapter = world.change('', () => world.addHostOnly(cidr(guestAddress, 24)));
  const vm: StageVm = {
    name: setup.name,
    guestAddress,
    adapter: adapter.name,
    engineSocket: guest.engineSocket,
    sshPort,
    logFolder,
    state: 'running',
    natRules: [
      { name: 'ssh', protocol: 'tcp', hostIp: '127.0.0.1', hostPort: sshPort, guestIp: '', guestPort: 22 },
    ],
  };
  world.change('', () => world.vms.set(setup.name, vm));

  const init = async (verb: string): Promise<void> => {
    await execute('/bin/sh', [guest.initScript, verb]).catch(() => undefined);
  };
  const startEngine = async (): Promise<void> => {
    await init('start');
    await listening(guest.engineSocket);
  };
  const turn = (state: 'running' | 'off'): void => {
    if (state === 'running') beginLog(logFolder);
    world.change(`the machine ${vm.name} is ${state === 'off' ? 'switched off' : 'started'}`, () => {
      vm.state = state;
    });
  };
  vm.powered = (on) => {
    if (on) beginLog(logFolder);
    void init(on ? 'start' : 'stop');
  };
  await startEngine();
  return {
    name: setup.name,
    guestIp,
    made,
    vm,
    guest,
    startEngine,
    stopEngine: () => init('stop'),
    run(containers, liveRestore = false) {
      writeFileSync(guest.containers, JSON.stringify({ running: containers, liveRestore }));
    },
    async powerOff() {
      turn('off');
      await init('stop');
    },
    async powerOn() {
      turn('running');
      await startEngine();
    },
    async [Symbol.asyncDispose]() {
      // The curtain has fallen: nobody needs a polite end any more.
      kill(guest.pidFile);
      await ssh.stop();
    },
  };
}

/** VirtualBox keeps the log of the time before, and begins a new one at every start. */
function beginLog(folder: string): void {
  const log = path.join(folder, 'VBox.log');
  if (existsSync(log)) renameSync(log, `${log}.1`);
  writeFileSync(log, '00:00:00.112233 VirtualBox VM 6.1.26 r145957 darwin.amd64\n');
}

function kill(pidFile: string): void {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  } catch {
    // It does not run.
  }
}

async function listening(socketPath: string): Promise<void> {
  const end = performance.now() + 10_000;
  while (performance.now() < end) {
    if (existsSync(socketPath) && (await accepts(socketPath))) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the engine did not listen on ${socketPath} within 10 s`);
}

function accepts(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
