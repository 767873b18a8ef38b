import { fingerprintIfAny } from '../../certificate/fingerprint.ts';
import { clearAuthority, readAuthority } from '../../everyday/guest-authority.ts';
import { reachable } from '../../reconcile/steps/renew.ts';
import { made, notMade, asStep, type Cut, type Found } from './found.ts';

/** A CA comes into a machine by one rename: it is there or not. `fairlead certs renew --ca` goes on from either. */
export async function recoverGuestAuthority(cut: Cut): Promise<Found> {
  const { fingerprint: after } = cut.entry.undo;
  if (typeof after !== 'string') return notMade('fairlead certs renew --ca goes on from there');
  return asStep(cut, 'renew-certificate', async ({ guest }, { seen }) => {
    await using session = await guest.connect(reachable(seen));
    const { file, pem } = await readAuthority(session);
    await clearAuthority(session, file);
    return fingerprintIfAny(pem) === after
      ? made('the CA is in the machine; fairlead certs renew --ca goes on from there')
      : notMade('the CA did not arrive; fairlead certs renew --ca goes on from there');
  });
}
