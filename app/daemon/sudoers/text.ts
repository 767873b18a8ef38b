import { formatCidr, isPrivate, parseIpv4 } from '../../route/cidr.ts';
import { linuxCommands, macCommands, type Grant } from './commands.ts';
import { reader } from './installed.ts';

export type { Grant } from './commands.ts';

export type SudoersText =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'impossible'; readonly reason: string };

/** Where it belongs. The name has no dot and no tilde: sudo would pass it over. */
export const place = '/etc/sudoers.d/fairlead';
/** The first line, by which a file of ours is known before it is replaced. */
export const firstLine =
  '# Written by: fairlead sudoers. Exactly the commands that put the route of a VM back; nothing else.';

/** Everything that reaches the file is matched whole: no blank, comma, backslash, `!`, quote or newline can. */
const userName = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/;
const interfaceName = /^[a-z][a-z0-9]{0,14}$/i;
const toolPath = /^(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;

export interface WantedText {
  readonly platform: 'macos' | 'linux';
  readonly user: string;
  /** Path of `route` on macOS, of `ip` on Linux. */
  readonly tool: string;
  readonly grants: readonly Grant[];
}

/** A sudoers file that allows the exact commands of a repair, with every argument written out, and nothing else. */
export function sudoersText({ platform, user, tool, grants }: WantedText): SudoersText {
  if (!userName.test(user))
    return impossible(`${JSON.stringify(user)} is not a user name sudoers can be given`);
  if (user === 'ALL') return impossible('a user named ALL would be everybody');
  if (!toolPath.test(tool)) return impossible(`${JSON.stringify(tool)} is not a plain absolute path`);
  const commands = new Set<string>();
  for (const grant of grants) {
    const fault = faultOf(grant);
    if (fault !== undefined) return impossible(fault);
    for (const args of (platform === 'macos' ? macCommands : linuxCommands)(grant))
      commands.add(`${tool} ${args}`);
  }
  if (commands.size === 0) return impossible('no machine with a host-only network is known yet');
  // So that it can be compared: its mode lets only root read it.
  commands.add(`${reader} ${place}`);
  return {
    kind: 'text',
    text: [
      firstLine,
      'Cmnd_Alias FAIRLEAD = \\',
      `    ${[...commands].sort().join(', \\\n    ')}`,
      `${user} ALL = (root) NOPASSWD:NOSETENV: FAIRLEAD`,
      '',
    ].join('\n'),
  };
}

function faultOf({ network, interface: name, guestIp, hostAddress }: Grant): string | undefined {
  const range = formatCidr(network);
  if (!isPrivate(network) || network.length < 16 || network.length > 30)
    return `${range} is not a private network of a fitting size`;
  if (!interfaceName.test(name)) return `${JSON.stringify(name)} is not an interface name`;
  const strange = [guestIp, hostAddress].find((one) => one !== undefined && parseIpv4(one) === undefined);
  return strange === undefined ? undefined : `${JSON.stringify(strange)} is not an address`;
}

function impossible(reason: string): SudoersText {
  return { kind: 'impossible', reason };
}
