import type { Clock } from '../ports.ts';
import { failed, type Delivered, type Delivery } from './delivery.ts';
import type { GuestLayout } from './guest-layout.ts';
import type { GuestLink } from './guest-link.ts';
import { quote } from '../machine/guest-command.ts';
import { placesOf } from './guest-script.ts';
import { said } from './said.ts';

interface Confirming {
  readonly delivery: Delivery;
  readonly link: GuestLink;
  readonly layout: GuestLayout;
  readonly stamp: string;
  readonly backup: string;
}

const pollMs = 100;
const statusEveryMs = 1000;
const tellEveryMs = 1000;

/** The Mac's half of the exchange once the script runs: look, then say `confirmed` or `roll-back`. */
export class Confirmation {
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
      if (await verify().catch(() => false))
        return await this.#tell('confirmed', { kind: 'delivered', backup });
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

  /**
   * Says the word, again until it is acknowledged, and waits until the script has acted on it; what the script says
   * last is what counts.
   */
  async #tell(word: 'confirmed' | 'roll-back', expected: Delivered): Promise<Delivered> {
    const { delivery, link, layout, stamp, backup } = this.#context;
    const places = placesOf(layout);
    const line = `${stamp} ${word}`;
    // Once the script has ended, nobody would take a word away.
    const write = `[ -d ${quote(places.lock)} ] || exit 0; printf "%s\\n" ${quote(line)} >${quote(`${places.word}.tmp`)} && mv -f ${quote(`${places.word}.tmp`)} ${quote(places.word)} && echo ${quote(line)}`;
    const { clock } = delivery;
    const until = clock.monotonic() + 180_000;
    let isHeard = false;
    let tellAt = 0;
    while (clock.monotonic() < until) {
      if (!isHeard && clock.monotonic() >= tellAt) {
        tellAt = clock.monotonic() + tellEveryMs;
        const told = await link.run(`sudo -n sh -c ${quote(write)}`);
        isHeard = told.exitCode === 0 && told.stdout.trim() === line;
        if (told.exitCode !== 0)
          delivery.onProgress?.(`the machine could not be told (${said(told)}); it is told again`);
      }
      const { state, reason } = await this.#status();
      const ended = outcome(state, reason, backup);
      if (ended !== undefined) {
        const asked = ended.kind === 'rolled-back' && expected.kind === 'rolled-back';
        return await this.#tidy(asked ? expected : ended);
      }
      await pause(clock, pollMs);
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
    const { status, word } = placesOf(layout);
    await link.run(`sudo -n rm -f ${quote(status)} ${quote(word)}`).catch(() => undefined);
    return outcome;
  }
}

function outcome(state: string, reason: string, backup: string): Delivered | undefined {
  if (state === 'delivered') return { kind: 'delivered', backup };
  if (state === 'rolled-back') return { kind: 'rolled-back', reason };
  return state === 'failed' ? failed(reason) : undefined;
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
