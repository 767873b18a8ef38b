import type { RenewedClient } from '../../../shared/control/everyday.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import { ClientCertificateError, renewClient } from '../../everyday/client-certificate.ts';
import { choose, type Parts } from './parts.ts';

/** Of the store of the named machine, or of the only store; its other machines are brought along. */
export async function renewClientCertificate(parts: Parts, name: string | undefined): Promise<RenewedClient> {
  const { keeper, journal } = parts;
  await keeper.look();
  const [first] = choose(keeper, name);
  if (first === undefined)
    throw new FailureError('not-possible', 'there are no machines', { hint: 'fairlead ls' });
  const { clientCert } = first.seen.machine.certificates;
  const all = choose(keeper, undefined).map(({ seen }) => seen.machine);
  const together = all.filter(({ certificates }) => certificates.clientCert === clientCert);
  if (name === undefined && together.length < all.length)
    throw new FailureError('not-possible', 'the machines have several client certificates; name a machine', {
      hint: `fairlead certs renew --client ${first.seen.machine.name}`,
    });
  try {
    const renewed = await renewClient(together, { journal, now: Date.now() });
    await keeper.look();
    return { ...renewed, files: [...renewed.files], leftAlone: [...renewed.leftAlone] };
  } catch (error) {
    if (error instanceof ClientCertificateError)
      throw new FailureError('not-possible', error.message, {
        ...(error.next === undefined ? {} : { hint: error.next }),
      });
    throw error;
  }
}
