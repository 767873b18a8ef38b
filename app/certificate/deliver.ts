import { X509Certificate } from 'node:crypto';
import { GuestError } from '../machine/guest-error.ts';
import type { Clock, GuestAnswer, GuestSession } from '../ports.ts';
import { clearEarlierDelivery } from './earlier-delivery.ts';
import { readGuestLayout, type GuestLayout } from './guest-layout.ts';
import { GuestLink } from './guest-link.ts';
import { deliveryScript, placesOf, quote, stampOf } from './guest-script.ts';

export interface Delivery {
  readonly session: GuestSession;
  /** Opens another session when this one breaks; without it, a break leaves the guest to roll back by itself. */
  readonly reconnect?: () => Promise<GuestSession>;
  /** The new certificate, PEM. */
  readonly pem: string;
  /**
   * One look at the engine: whether it serves this very certificate, lets us in and answers. Called again and
   * again until it says so; its own time limit bounds it.
   */
  readonly verify: () => Promise<boolean>;
  readonly onProgress?: (text: string) => void;
  readonly clock: Clock;
  /** Milliseconds to wait for the engine to verify. Default 60 000. */
  readonly verifyMs?: number;
  /** Seconds after which the guest goes back by itself when it hears nothing. Default 90. */
  readonly confirmSeconds?: number;
  /** Seconds the guest gives the engine to come up. Default 10. */
  readonly startSeconds?: number;
}

export type Delivered =
  /** The engine serves the new certificate; `backup` is the old one's path in the guest. */
  | { readonly kind: 'delivered'; readonly backup: string }
  /** The old certificate is back and the engine was started with it. */
  | { readonly kind: 'rolled-back'; readonly reason: string }
  /** Nothing was changed, unless the reason says otherwise. */
  | { readonly kind: 'failed'; readonly reason: string };

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
    return await deliver(delivery, link, progress);
  } catch (error) {
    if (!(error instanceof GuestError)) throw error;
    const seconds = delivery.confirmSeconds ?? defaultConfirmSeconds;
    const then = `; the machine goes back to the old certificate by itself within ${seconds} seconds`;
    return failed(`${error.message}${progress.isUnderWay ? then : ''}`);
  } finally {
    await link.close();
  }
}

async function deliver(delivery: Delivery, link: GuestLink, progress: { isUnderWay: boolean }): Promise<Delivered> {
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
  const started = await link.run(inBackground(script));
  if (started.exitCode !== 0) {
    await link.run(`sudo -n rm -f ${quote(placesOf(layout).incoming)}`);
    return failed(`the machine would not start the exchange: ${said(started)}`);
  }
  return await new Confirmation({ delivery, link, layout, stamp, backup }).run();
}

/**
 * Off the session's pipes, so that the session may end. There is no terminal, hence no hang-up, and no nohup,
 * whose ignored signals the engine would inherit.
 */
function inBackground(script: string): string {
  return `sudo -n true || exit 1\nsudo -n sh -c ${quote(script)} >/dev/null 2>&1 </dev/null &`;
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

interface Confirming {
  readonly delivery: Delivery;
  readonly link: GuestLink;
  readonly layout: GuestLayout;
  readonly stamp: string;
  readonly backup: string;
}

const pollMs = 100;
const statusEveryMs = 1000;

/** The Mac's half of the exchange once the script runs: look, then say `confirmed` or `roll-back`. */
class Confirmation {
  readonly #context: Confirming;

  constructor(context: Confirming) {
    this.#context = context;
  }

  async run(): Promise<Delivered> {
    const { delivery, backup } = this.#context;
    const { clock, verify, verifyMs = 60_000 } = delivery;
    const giveUpAt = clock.monotonic() + verifyMs + 40_000;
    let waitingSince: number | undefined;
    let lookAt = 0;
    for (;;) {
      if (await verify().catch(() => false)) return await this.#tell('confirmed', { kind: 'delivered', backup });
      const now = clock.monotonic();
      if (now >= lookAt) {
        lookAt = now + statusEveryMs;
        const { state, reason } = await this.#status();
        const ended = outcome(state, reason, backup);
        if (ended !== undefined) return await this.#tidy(ended);
        if (state === 'waiting') waitingSince ??= now;
      }
      if (now > giveUpAt || (waitingSince !== undefined && now > waitingSince + verifyMs)) {
        const reason = 'the engine did not verify with the new certificate';
        return await this.#tell('roll-back', { kind: 'rolled-back', reason });
      }
      await pause(clock, pollMs);
    }
  }

  /** Says the word and waits until the script has acted on it; what the script says last is what counts. */
  async #tell(word: 'confirmed' | 'roll-back', expected: Delivered): Promise<Delivered> {
    const { delivery, link, layout, stamp, backup } = this.#context;
    const places = placesOf(layout);
    const line = quote(`${stamp} ${word}`);
    const write = `printf "%s\\n" ${line} >${quote(`${places.word}.tmp`)} && mv -f ${quote(`${places.word}.tmp`)} ${quote(places.word)}`;
    const told = await link.run(`sudo -n sh -c ${quote(write)}`);
    if (told.exitCode !== 0)
      delivery.onProgress?.(`the machine could not be told (${said(told)}); it decides by itself`);
    const until = delivery.clock.monotonic() + 180_000;
    while (delivery.clock.monotonic() < until) {
      const { state, reason } = await this.#status();
      const ended = outcome(state, reason, backup);
      if (ended !== undefined) {
        const asked = ended.kind === 'rolled-back' && expected.kind === 'rolled-back';
        return await this.#tidy(asked ? expected : ended);
      }
      await pause(delivery.clock, pollMs);
    }
    return failed('the machine did not say how the exchange of the certificate ended');
  }

  async #status(): Promise<{ readonly state: string; readonly reason: string }> {
    const { link, layout, stamp } = this.#context;
    const { stdout } = await link.run(`sudo -n cat ${quote(placesOf(layout).status)}`);
    const [name, state = '', ...words] = stdout.trim().split(' ');
    return name === stamp ? { state, reason: words.join(' ') } : { state: 'not-begun', reason: '' };
  }

  async #tidy(outcome: Delivered): Promise<Delivered> {
    const { link, layout } = this.#context;
    await link.run(`sudo -n rm -f ${quote(placesOf(layout).status)}`).catch(() => undefined);
    return outcome;
  }
}

function outcome(state: string, reason: string, backup: string): Delivered | undefined {
  if (state === 'delivered') return { kind: 'delivered', backup };
  if (state === 'rolled-back') return { kind: 'rolled-back', reason };
  return state === 'failed' ? failed(reason) : undefined;
}

function failed(reason: string): Delivered {
  return { kind: 'failed', reason };
}

/** One line of what a command said, for a sentence. */
function said(answer: GuestAnswer): string {
  const text = (answer.stderr || answer.stdout).trim().split('\n')[0] ?? '';
  return text === '' ? `exit code ${answer.exitCode}` : text.replace(/[^\x20-\x7e]+/g, '?').slice(0, 200);
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
