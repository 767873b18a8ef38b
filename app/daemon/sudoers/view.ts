import type { Out } from '../../../shared/control/contract.ts';
import { userName } from '../../home/user-home.ts';
import { valueOf } from '../../reading.ts';
import { contains, formatIpv4 } from '../../route/cidr.ts';
import { platformOf } from '../adapters.ts';
import type { Parts } from '../handlers/parts.ts';
import { readInstalled } from './installed.ts';
import { place, sudoersText, type SudoersText } from './text.ts';

const command = 'fairlead sudoers --install';
const why =
  'When a VPN takes the route to a machine, Fairlead can put it back only as root; these exact commands, and no others, are allowed without a password.';

/** What permission a repair needs, and whether it is there. Nothing is changed by asking. */
export async function sudoers(parts: Parts): Promise<Out<'sudoers'>> {
  if (parts.keeper.snapshot === undefined) await parts.keeper.look();
  const common = { path: place, differences: [], offer: false, why, command };
  if (process.geteuid?.() === 0 && parts.settings['route.sudo'] === 'auto')
    return { ...common, state: 'not-needed', problem: 'Fairlead runs as root and needs no permission' };
  const wanted = textFor(parts);
  if (wanted.kind === 'impossible') return { ...common, state: 'impossible', problem: wanted.reason };
  const { text } = wanted;
  const there = await readInstalled(place, parts);
  if (there.kind === 'text')
    return there.text === text
      ? { ...common, text, state: 'current' }
      : { ...common, text, state: 'outdated', differences: differencesOf(there.text, text) };
  if (there.kind === 'absent')
    return { ...common, text, state: 'absent', offer: parts.settings['route.offerSudoers'] };
  return { ...common, text, state: 'unreadable', problem: there.reason };
}

/** The program that the permission names. */
export function toolOf({ settings }: Parts): { readonly name: 'route' | 'ip'; readonly file: string } {
  return platformOf(settings) === 'macos'
    ? { name: 'route', file: settings['tools.route'] }
    : { name: 'ip', file: settings['tools.ip'] };
}

export function textFor(parts: Parts): SudoersText {
  const { keeper, settings } = parts;
  const interfaces = keeper.observation === undefined ? [] : (valueOf(keeper.observation.interfaces) ?? []);
  const grants = keeper.assessed.flatMap(({ seen: { network, route, guestIp } }) => {
    if (network === undefined || route.owner === undefined) return [];
    const own = interfaces
      .find(({ name }) => name === route.owner)
      ?.addresses.find(({ address }) => contains(network, address));
    const hostAddress = own === undefined ? undefined : formatIpv4(own.address);
    return [{ network, interface: route.owner, guestIp, hostAddress }];
  });
  return sudoersText({
    platform: platformOf(settings),
    user: userName(),
    tool: toolOf(parts).file,
    grants,
  });
}

/** Lines that are missing (+) or too many (-). */
function differencesOf(there: string, wanted: string): string[] {
  const [has, needs] = [there.split('\n'), wanted.split('\n')];
  return [
    ...has.filter((line) => !needs.includes(line)).map((line) => `-${line}`),
    ...needs.filter((line) => !has.includes(line)).map((line) => `+${line}`),
  ];
}
