import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomic } from '../home/atomic.ts';
import { GuestError } from '../machine/guest-error.ts';
import type { Machine } from '../machine/machine.ts';
import { printable } from '../machine/printable.ts';
import { hostKeyAlias } from '../platform/ssh/known-hosts.ts';

export interface Reach {
  readonly machine: Machine;
  /** Our own file of pinned host keys. */
  readonly knownHosts: string;
}

/**
 * Options for the system's ssh and scp, as docker-machine gives them, but for the host key: it checks none, we
 * hold the machine to the one that is pinned. The alias stands for the machine, whose port may change.
 */
export function sshOptions(reach: Reach): readonly string[] {
  return ['-F', '/dev/null', ...optionsOf(reach).flatMap(([key, value]) => ['-o', `${key}=${value}`])];
}

function optionsOf({ machine, knownHosts }: Reach): readonly (readonly [string, string])[] {
  return Object.entries({
    ConnectionAttempts: '3',
    ConnectTimeout: '10',
    ControlMaster: 'no',
    ControlPath: 'none',
    LogLevel: 'ERROR',
    PasswordAuthentication: 'no',
    ServerAliveInterval: '60',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: quotedPath(knownHosts),
    GlobalKnownHostsFile: '/dev/null',
    HostKeyAlias: hostKeyAlias(machine),
    CheckHostIP: 'no',
    UpdateHostKeys: 'no',
    IdentitiesOnly: 'yes',
    IdentityFile: quotedPath(machine.ssh.keyPath),
    Port: String(machine.ssh.port),
  });
}

interface Several {
  readonly machines: readonly Machine[];
  readonly knownHosts: string;
  /** Where the file may lie. */
  readonly folder: string;
}

/**
 * Runs something with a configuration in which every machine has its own key, port and pin under its name: options
 * on a command line would hold for all of them.
 */
export async function withSshConfig<T>(several: Several, act: (file: string) => Promise<T>): Promise<T> {
  const { machines, knownHosts, folder } = several;
  const file = path.join(folder, `ssh-config-${process.pid}`);
  const blocks = machines.map((machine) => {
    const options = [
      ['HostName', machine.ssh.host],
      ['User', machine.ssh.user],
      ...optionsOf({ machine, knownHosts }),
    ];
    return [`Host ${machine.name}`, ...options.map(([key = '', value = '']) => `  ${key} ${value}`), ''].join(
      '\n',
    );
  });
  await writeAtomic(file, blocks.join('\n'), { mode: 0o600 });
  try {
    return await act(file);
  } finally {
    await rm(file, { force: true });
  }
}

/** `docker@127.0.0.1`. */
export function sshDestination({ ssh }: Machine, user = ssh.user): string {
  return `${user}@${ssh.host}`;
}

/**
 * ssh reads its options like a configuration file: a blank ends a path, % begins a variable and so does `${`. What
 * could end the quotes or the line, and so begin an option of its own (ProxyCommand runs a program), is refused.
 */
function quotedPath(file: string): string {
  const found = /["\\\u0000-\u001f\u007f]|\$\{/.exec(file);
  if (found !== null)
    throw new GuestError(
      'key-unreadable',
      `The path ${printable(file)} holds ${JSON.stringify(found[0])}, which no option of ssh can carry`,
      { next: 'move the file to a plain path, and name that in config.json' },
    );
  return `"${path.resolve(file).replaceAll('%', '%%')}"`;
}

/** One side of an scp: a path here, or a path in a machine. */
export type Side =
  | { readonly kind: 'here'; readonly path: string }
  | { readonly kind: 'machine'; readonly name: string; readonly user?: string; readonly path: string };

/** `[[user@]machine:]path`, as docker-machine reads it; `localhost:` means this computer. Undefined for nonsense. */
export function sideOf(text: string): Side | undefined {
  const colon = text.indexOf(':');
  if (colon < 0) return { kind: 'here', path: text };
  const [first = '', second] = text.slice(0, colon).split('@', 2);
  const [user, name] = second === undefined ? [undefined, first] : [first, second];
  const rest = text.slice(colon + 1);
  if (name === 'localhost') return { kind: 'here', path: rest };
  const isPlain =
    /^[a-zA-Z0-9][a-zA-Z0-9\-.]*$/.test(name) && (user === undefined || /^\w[\w.-]*$/.test(user));
  if (!isPlain) return undefined;
  return { kind: 'machine', name, path: rest, ...(user === undefined ? {} : { user }) };
}
