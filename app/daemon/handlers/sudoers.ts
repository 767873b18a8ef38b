import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { Out } from '../../../shared/control/contract.ts';
import { platformOf } from '../adapters.ts';
import { sudoersText, type SudoersText } from '../sudoers/text.ts';
import type { Parts } from './parts.ts';

const place = '/etc/sudoers.d/fairlead';
// In a folder of one's own: somebody else could exchange a file in /tmp between the check and the installation.
const file = '~/.fairlead/sudoers.new';
const command = `fairlead sudoers > ${file} && visudo -cf ${file} && sudo install -m 0440 -o root ${file} ${place}`;
const why =
  'When a VPN takes the route to a machine, Fairlead can put it back only as root; these exact commands, and no others, are allowed without a password.';

/** What permission a repair needs, and whether it is there. Nothing is changed by asking. */
export async function sudoers(parts: Parts): Promise<Out<'sudoers'>> {
  if (parts.keeper.snapshot === undefined) await parts.keeper.look();
  const common = { path: place, differences: [], offer: false, why, command };
  if (process.geteuid?.() === 0 && parts.settings['route.sudo'] === 'auto')
    return { ...common, state: 'not-needed', problem: 'Fairlead runs as root' };
  const wanted = textFor(parts);
  if (wanted.kind === 'impossible') return { ...common, state: 'impossible', problem: wanted.reason };
  const { text } = wanted;
  const there = await readFile(place, 'utf8').catch((error: unknown) => error as NodeJS.ErrnoException);
  if (typeof there === 'string')
    return there === text
      ? { ...common, text, state: 'current' }
      : { ...common, text, state: 'outdated', differences: differencesOf(there, text) };
  if (there.code === 'ENOENT')
    return { ...common, text, state: 'absent', offer: parts.settings['route.offerSudoers'] };
  return { ...common, text, state: 'unreadable', problem: `only root may read ${place}` };
}

function textFor({ keeper, settings }: Parts): SudoersText {
  if (platformOf(settings) !== 'macos')
    return { kind: 'impossible', reason: 'the file is written for the route command of macOS only' };
  const grants = keeper.assessed.flatMap(({ seen }) =>
    seen.network === undefined || seen.route.owner === undefined
      ? []
      : [{ network: seen.network, interface: seen.route.owner, guestIp: seen.guestIp }],
  );
  return sudoersText({ user: userInfo().username, route: settings['tools.route'], grants });
}

/** Lines that are missing (+) or too many (-). */
function differencesOf(there: string, wanted: string): string[] {
  const [has, needs] = [there.split('\n'), wanted.split('\n')];
  return [
    ...has.filter((line) => !needs.includes(line)).map((line) => `-${line}`),
    ...needs.filter((line) => !has.includes(line)).map((line) => `+${line}`),
  ];
}
