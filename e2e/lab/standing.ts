import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until, type Answer } from './command.ts';
import { writeSettings } from './daemon.ts';
import { startLab, type Lab } from './lab.ts';
import { serve } from './lines.ts';
import { labNames, labsRoot } from './names.ts';
import { isAlive } from '../stage/recorded.ts';
import { clear, readState } from './state.ts';
import { vpnKinds, type VpnKind } from './vpn.ts';

/** Starts a process that holds the lab until `down`; resolves when the lab stands. */
export async function up(id: string): Promise<void> {
  mkdirSync(labsRoot, { recursive: true });
  const log = labNames(id).holderLog;
  const output = openSync(log, 'w');
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const holder = spawn(process.execPath, [main, 'hold', '--lab', id], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  holder.unref();
  await until('the lab stands', 120_000, async () => {
    if (holder.exitCode !== null) throw new Error(`the lab could not be set up; see ${log}`);
    return (await ask(id, ['status']).catch(() => undefined)) === undefined ? undefined : true;
  });
}

/** Holds a lab and carries out verbs, until it is told `down` or the signal comes. */
export async function hold(id: string, signal: AbortSignal): Promise<void> {
  await using lab = await startLab({ id });
  writeSettings(lab, {});
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  signal.addEventListener('abort', () => end(), { once: true });
  const server = await serve(lab.names.controlSocket, async (words) => {
    if (words[0] === 'down') {
      setImmediate(end);
      return said('');
    }
    return carryOut(lab, words);
  });
  await ended;
  server.close();
}

async function carryOut(lab: Lab, words: readonly string[]): Promise<Answer> {
  const [verb, state, kind = 'whole-network'] = words;
  if (verb === 'vpn' && state === 'off') {
    await lab.vpn.disconnect();
    return said('The VPN is disconnected.\n');
  }
  if (verb === 'vpn') {
    if (state !== 'on')
      return notUnderstood(
        'A VPN is switched on or off: npm run lab -- vpn on [<kind>], npm run lab -- vpn off',
      );
    if (!(kind in vpnKinds))
      return notUnderstood(`There is no VPN "${kind}". There are ${Object.keys(vpnKinds).join(', ')}.`);
    if (lab.vpn.isConnected)
      return { ...notUnderstood('A VPN is connected already. First: npm run lab -- vpn off'), exitCode: 1 };
    await lab.vpn.connect(kind as VpnKind);
    return said(`The VPN is connected (${kind}).\n`);
  }
  if (verb === 'enter') return said(JSON.stringify(lab.mac.words(['true'], { unprivileged: true })));
  return said(await describe(lab));
}

async function describe(lab: Lab): Promise<string> {
  const routes = await lab.mac.must(['ip', 'route']);
  const docker = await lab.docker(['version', '--format', '{{.Server.Version}}'], { timeoutMs: 2000 });
  const reach = docker.exitCode === 0 ? `answers (${docker.stdout.trim()})` : 'does not answer';
  const machines = [...lab.box.world.vms].map(([name, vm]) => `${name} (${vm.state})`).join(', ');
  return [
    `lab        ${lab.names.id}`,
    `machines   ${machines}`,
    `VPN        ${lab.vpn.isConnected ? 'connected' : 'not connected'}`,
    `docker     ${reach} at 192.168.99.100:2376`,
    `store      ${lab.names.store}`,
    'routes of the Mac',
    routes.replace(/^/gm, '  ').trimEnd(),
    '',
  ].join('\n');
}

function said(stdout: string): Answer {
  return { exitCode: 0, stdout, stderr: '' };
}

function notUnderstood(sentence: string): Answer {
  return { exitCode: 2, stdout: '', stderr: `${sentence}\n` };
}

export class NoLab extends Error {
  override readonly name = 'NoLab';

  constructor(id: string) {
    const which = id === 'lab' ? '' : ` --lab ${id}`;
    super(`No lab named ${id} stands. Start one: npm run lab -- up${which}`);
  }
}

/** Whether somebody holds a lab of this name and answers. */
export function stands(id: string): Promise<boolean> {
  return ask(id, ['status']).then(
    () => true,
    () => false,
  );
}

/** Asks the process that holds the lab. Throws NoLab when none does. */
export function ask(id: string, words: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(labNames(id).controlSocket);
    let text = '';
    socket.on('connect', () => socket.end(JSON.stringify(words)));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => reject(new NoLab(id)));
    socket.on('close', () => {
      if (text !== '') resolve(JSON.parse(text) as Answer);
    });
  });
}

/**
 * Takes a lab down, also one whose process was killed; resolves when nothing of it is left, with whether there was
 * anything.
 */
export async function down(id: string): Promise<boolean> {
  const names = labNames(id);
  if (!existsSync(names.root)) return false;
  const owner = readState(names)?.owner;
  await ask(id, ['down']).catch(() => undefined);
  if (owner !== undefined)
    await until('the lab ends', 20_000, () => (isAlive(owner) ? undefined : true)).catch(() => {
      process.kill(owner.pid, 'SIGKILL');
    });
  await clear(names);
  return true;
}

/** A shell of the Mac's user; resolves with its exit code. */
export async function shell(id: string): Promise<number> {
  const { stdout } = await ask(id, ['enter']);
  const [file = '', ...args] = JSON.parse(stdout) as string[];
  const names = labNames(id);
  const store = path.join(names.store, 'machines/default');
  const child = spawn(file, [...args.slice(0, -1), '/bin/bash', '--norc', '-i'], {
    stdio: 'inherit',
    env: {
      TERM: process.env['TERM'] ?? 'dumb',
      HOME: names.home,
      TMPDIR: names.temporary,
      PATH: `${names.bin}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      PS1: `mac (lab ${id}) $ `,
      FAIRLEAD_HOME: names.fairlead,
      SHELL: '/bin/bash',
      // docker-machine asks the processor for VT-x, which VMs of namespaces do not need.
      VIRTUALBOX_NO_VTX_CHECK: 'true',
      DOCKER_HOST: 'tcp://192.168.99.100:2376',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: store,
    },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}
