import { X509Certificate } from 'node:crypto';
import { GuestError } from '../machine/guest-error.ts';
import type { GuestSession } from '../ports.ts';
import { Confirmation } from './confirm.ts';
import { failed, type Delivered, type Delivery } from './delivery.ts';
import { clearEarlierDelivery } from './earlier-delivery.ts';
import { readGuestLayout, type GuestLayout } from './guest-layout.ts';
import { GuestLink } from './guest-link.ts';
import { quote } from '../machine/guest-command.ts';
import { deliveryScript, placesOf, stampOf } from './guest-script.ts';
import { said } from './said.ts';

const defaultConfirmSeconds = 90;

/**
 * Puts a new certificate into the guest and restarts the engine with it. First all that can fail harmlessly:
 * upload to a file beside the old one, read back, compare. Then one script in the guest does the rest on its
 * own, and keeps the new certificate only if we confirm it after a real handshake.
 */
export async function deliverCertificate(delivery: Delivery): Promise<Delivered> {
  const link = new GuestLink(delivery.session, delivery.reconnect);
  const progress = { isUnderWay: false };
  try {
    const delivered = await deliver(delivery, link, progress);
    return delivered.kind === 'failed' && !progress.isUnderWay
      ? { ...delivered, untouched: true }
      : delivered;
  } catch (error) {
    if (!(error instanceof GuestError)) throw error;
    const seconds = delivery.confirmSeconds ?? defaultConfirmSeconds;
    const then = `; the machine goes back to the old certificate by itself within ${seconds} seconds`;
    return progress.isUnderWay
      ? failed(`${error.message}${then}`)
      : { kind: 'failed', reason: error.message, untouched: true };
  } finally {
    await link.close();
  }
}

async function deliver(
  delivery: Delivery,
  link: GuestLink,
  progress: { isUnderWay: boolean },
): Promise<Delivered> {
  const { clock, pem, onProgress = () => undefined } = delivery;
  const found = await readGuestLayout(link);
  if (found.kind === 'unreadable') return failed(found.reason);
  const layout = found.value;
  const fault = await clearEarlierDelivery({ session: link, layout, clock });
  if (fault !== undefined) return failed(fault);

  onProgress('uploading the new certificate');
  const notUploaded = await upload({ session: link, layout, pem });
  if (notUploaded !== undefined) return failed(notUploaded);

  const stamp = stampOf(clock.now());
  const backup = `${layout.certificate}.fairlead-${stamp}`;
  const script = deliveryScript({
    layout,
    delivery: stamp,
    backup,
    confirmSeconds: delivery.confirmSeconds ?? defaultConfirmSeconds,
    startSeconds: delivery.startSeconds ?? 10,
  });
  onProgress('restarting the engine with it');
  progress.isUnderWay = true;
  const started = await link.run(inBackground(script, stamp));
  if (started.exitCode !== 0) {
    progress.isUnderWay = false;
    await link.run(`sudo -n rm -f ${quote(placesOf(layout).incoming)}`);
    return failed(`the machine would not start the exchange: ${said(started)}`);
  }
  // Success without our word is the answer of something else than our command.
  if (!started.stdout.split('\n').includes(startedWord(stamp)) && (await prevent({ link, layout, stamp }))) {
    progress.isUnderWay = false;
    return failed('the machine answered the start of the exchange with something else, and did not begin it');
  }
  return await new Confirmation({ delivery, link, layout, stamp, backup }).run();
}

/**
 * Off the session's pipes, so that the session may end. There is no terminal, hence no hang-up, and no nohup,
 * whose ignored signals the engine would inherit.
 */
function inBackground(script: string, stamp: string): string {
  return `sudo -n true || exit 1\nsudo -n sh -c ${quote(script)} >/dev/null 2>&1 </dev/null &\necho ${startedWord(stamp)}`;
}

function startedWord(stamp: string): string {
  return `fairlead-started-${stamp}`;
}

interface Begun {
  readonly link: GuestLink;
  readonly layout: GuestLayout;
  readonly stamp: string;
}

/**
 * Takes the script's lock, so that it cannot begin any more, and what it would have put in place. Answers false when
 * it has begun, or when nobody can say.
 */
async function prevent({ link, layout, stamp }: Begun): Promise<boolean> {
  const { incoming, lock, status } = placesOf(layout);
  const look = `if grep -q ${quote(`^${stamp} `)} ${quote(status)} 2>/dev/null || ! mkdir ${quote(lock)}; then echo begun; else rm -f ${quote(incoming)}; rmdir ${quote(lock)}; echo ${quote(`never ${stamp}`)}; fi`;
  const { stdout } = await link.run(`sudo -n sh -c ${quote(look)}`);
  return stdout.trim() === `never ${stamp}`;
}

interface Upload {
  readonly session: GuestSession;
  readonly layout: GuestLayout;
  readonly pem: string;
}

/** Answers what went wrong, with nothing changed in the guest; undefined when the file is there, complete. */
async function upload({ session, layout, pem }: Upload): Promise<string | undefined> {
  const { certificate, incoming } = placesOf(layout);
  const sudo = await session.run('sudo -n true');
  if (sudo.exitCode !== 0) return `sudo in the machine asks for a password or is missing: ${said(sudo)}`;
  const current = await session.run(`sudo -n cat ${quote(certificate)}`);
  if (current.exitCode !== 0) return `${certificate} in the machine cannot be read: ${said(current)}`;
  if (!haveSameKey(current.stdout, pem))
    return `${certificate} in the machine belongs to another key than the new certificate; run docker-machine regenerate-certs`;

  // The copy first, for owner and mode; its content is replaced by what comes in.
  const write = `cp -p ${quote(certificate)} ${quote(incoming)} && cat >${quote(incoming)} && sync`;
  const written = await session.run(`sudo -n sh -c ${quote(write)}`, { stdin: pem, timeoutMs: 30_000 });
  // Reading it back says more than a checksum, and needs no tool that a small guest may not have.
  const back = await session.run(`sudo -n cat ${quote(incoming)}`);
  if (written.exitCode === 0 && back.exitCode === 0 && back.stdout === pem) return undefined;
  await session.run(`sudo -n rm -f ${quote(incoming)}`);
  const why = written.exitCode === 0 ? 'it came out different' : said(written);
  return `the new certificate could not be written in the machine: ${why}`;
}

function haveSameKey(currentPem: string, pem: string): boolean {
  try {
    return new X509Certificate(currentPem).publicKey.equals(new X509Certificate(pem).publicKey);
  } catch {
    return false;
  }
}
