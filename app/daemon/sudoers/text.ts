import { formatCidr, formatIpv4, isPrivate, parseIpv4, type Cidr } from '../../route/cidr.ts';

/** What one machine needs: its own network, on its own interface. */
export interface Grant {
  readonly network: Cidr;
  readonly interface: string;
  readonly guestIp: string | undefined;
}

export type SudoersText =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'impossible'; readonly reason: string };

/** Everything that reaches the file is matched whole: no blank, comma, backslash, `!`, quote or newline can. */
const userName = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/;
const interfaceName = /^[a-z][a-z0-9]{0,14}$/i;
const toolPath = /^(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;
/** A tunnel that a failed repair gives the route back to. sudo has no safe pattern for a number. */
const tunnels = Array.from({ length: 10 }, (_, number) => `utun${number}`);

/** A sudoers file that allows the exact commands of a repair, with every argument written out, and nothing else. */
export function sudoersText(wanted: {
  readonly user: string;
  readonly route: string;
  readonly grants: readonly Grant[];
}): SudoersText {
  const { user, route, grants } = wanted;
  if (!userName.test(user))
    return impossible(`${JSON.stringify(user)} is not a user name sudoers can be given`);
  if (user === 'ALL') return impossible('a user named ALL would be everybody');
  if (!toolPath.test(route)) return impossible(`${JSON.stringify(route)} is not a plain absolute path`);
  const commands = new Set<string>();
  for (const grant of grants) {
    const fault = faultOf(grant);
    if (fault !== undefined) return impossible(fault);
    for (const command of commandsOf(grant)) commands.add(`${route} -n ${command}`);
  }
  if (commands.size === 0) return impossible('no machine with a host-only network is known yet');
  return {
    kind: 'text',
    text: [
      '# Written by: fairlead sudoers. Exactly the commands that put the route of a VM back; nothing else.',
      'Cmnd_Alias FAIRLEAD = \\',
      `    ${[...commands].sort().join(', \\\n    ')}`,
      `${user} ALL = (root) NOPASSWD:NOSETENV: FAIRLEAD`,
      '',
    ].join('\n'),
  };
}

function faultOf({ network, interface: name, guestIp }: Grant): string | undefined {
  const range = formatCidr(network);
  if (!isPrivate(network) || network.length < 16 || network.length > 30)
    return `${range} is not a private network of a fitting size`;
  if (!interfaceName.test(name)) return `${JSON.stringify(name)} is not an interface name`;
  return guestIp !== undefined && parseIpv4(guestIp) === undefined
    ? `${JSON.stringify(guestIp)} is not an address`
    : undefined;
}

function commandsOf({ network, interface: name, guestIp }: Grant): readonly string[] {
  const range = formatCidr(network);
  const length = network.length + 1;
  const halves = [network.address, network.address + 2 ** (32 - length)];
  return [
    `delete -net ${range}`,
    `add -net ${range} -interface ${name}`,
    ...halves.map((address) => `delete -net ${formatIpv4(address)}/${length}`),
    ...(guestIp === undefined ? [] : [`delete -host ${guestIp}`]),
    ...tunnels.map((tunnel) => `add -net ${range} -interface ${tunnel}`),
  ];
}

function impossible(reason: string): SudoersText {
  return { kind: 'impossible', reason };
}
