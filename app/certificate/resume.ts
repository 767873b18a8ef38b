import { Confirmation } from './confirm.ts';
import type { Delivered, Delivery } from './delivery.ts';
import { readGuestLayout } from './guest-layout.ts';
import { GuestLink } from './guest-link.ts';
import { quote } from '../machine/guest-command.ts';
import { placesOf, stampPattern } from './guest-script.ts';

/**
 * Takes up a delivery whose sender is gone while the script in the guest still runs: gives it the word it
 * waits for. Left alone it would go back to the old certificate after its time, and restart an engine in which
 * containers may have been started since. Undefined when no delivery is under way.
 */
export async function resumeDelivery(delivery: Omit<Delivery, 'pem'>): Promise<Delivered | undefined> {
  const { session } = delivery;
  const found = await readGuestLayout(session);
  if (found.kind === 'unreadable') return undefined;
  const layout = found.value;
  const { status, lock } = placesOf(layout);
  const look = `[ -d ${quote(lock)} ] && cat ${quote(status)}`;
  const { stdout, exitCode } = await session.run(`sudo -n sh -c ${quote(look)}`);
  const [, stamp, state] = new RegExp(`^(${stampPattern}) ([a-z-]+)`).exec(stdout) ?? [];
  if (exitCode !== 0 || stamp === undefined || state === 'failed' || state === 'rolled-back')
    return undefined;
  const link = new GuestLink(session, delivery.reconnect);
  try {
    const backup = `${layout.certificate}.fairlead-${stamp}`;
    return await new Confirmation({ delivery: { ...delivery, pem: '' }, link, layout, stamp, backup }).run();
  } finally {
    await link.close();
  }
}
