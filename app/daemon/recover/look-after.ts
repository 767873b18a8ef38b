import { recoverCertificate } from './certificate.ts';
import { recoverContext } from './docker-context.ts';
import { made, notMade, open, putBack, type Cut, type Found } from './found.ts';
import { recoverGuestAuthority } from './guest-authority.ts';
import { recoverGuestFile } from './guest-file.ts';
import { recoverFileMode } from './file-mode.ts';
import { recoverNatRule } from './nat-rule.ts';
import { recoverRoute } from './route.ts';
import { recoverSetting } from './setting.ts';
import { recoverStoreFile } from './store-file.ts';
import { recoverSudoers } from './sudoers.ts';
import { formatIpv4 } from '../../route/cidr.ts';

/** Every kind of change has its own way to be looked at. */
export function lookAfter(cut: Cut): Promise<Found> {
  switch (cut.entry.kind) {
    case 'nat-rule':
      return recoverNatRule(cut);
    case 'route':
      return recoverRoute(cut);
    case 'host-address':
      return recoverHostAddress(cut);
    case 'guest-certificate':
      return recoverCertificate(cut);
    case 'store-file':
      return recoverStoreFile(cut);
    case 'docker-context':
      return recoverContext(cut);
    case 'settings':
      return Promise.resolve(recoverSetting(cut));
    case 'guest-file':
      return recoverGuestFile(cut);
    case 'sudoers':
      return recoverSudoers(cut);
    case 'file-mode':
      return recoverFileMode(cut);
    case 'guest-ca':
      return recoverGuestAuthority(cut);
    case 'guest-clock':
    case 'engine-start':
      // Both are seen again by the next look at the machine, whatever came of them.
      return Promise.resolve(notMade('the doctor looks at it again'));
    case 'published-port':
      return Promise.resolve(putBack('the port was closed with the process that had opened it'));
  }
}

/** The adapter has the address VirtualBox keeps for it or it has not; the loop gives it again where it is missed. */
async function recoverHostAddress({ parts, entry }: Cut): Promise<Found> {
  const { interface: name, address } = entry.undo;
  const reading = await parts.hands.routing.readInterfaces();
  if (reading.kind === 'unreadable') return open(reading.reason);
  const there = reading.value.find((one) => one.name === name);
  if (there === undefined) return notMade(`there is no ${String(name)} now`);
  const [wanted] = String(address).split('/');
  return there.addresses.some((own) => formatIpv4(own.address) === wanted)
    ? made(`${there.name} has its address ${String(wanted)}`)
    : notMade(`${there.name} has no address ${String(wanted)}`);
}
