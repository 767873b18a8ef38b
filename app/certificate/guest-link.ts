import { GuestError } from '../machine/guest-error.ts';
import type { GuestAnswer, GuestSession } from '../ports.ts';

const attempts = 3;

/** A session that is opened anew when it breaks. Commands sent through it may therefore run twice. */
export class GuestLink implements GuestSession {
  #session: GuestSession;
  readonly #reconnect: (() => Promise<GuestSession>) | undefined;
  /** Sessions opened here are closed here; the first one belongs to the caller. */
  #own: GuestSession | undefined;

  constructor(session: GuestSession, reconnect?: () => Promise<GuestSession>) {
    this.#session = session;
    this.#reconnect = reconnect;
  }

  async run(command: string, options?: Parameters<GuestSession['run']>[1]): Promise<GuestAnswer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#session.run(command, options);
      } catch (error) {
        const isBroken =
          error instanceof GuestError && (error.kind === 'closed' || error.kind === 'timed-out');
        if (!isBroken || this.#reconnect === undefined || attempt >= attempts) throw error;
        await this.close();
        this.#session = this.#own = await this.#reconnect();
      }
    }
  }

  async close(): Promise<void> {
    await this.#own?.[Symbol.asyncDispose]();
    this.#own = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
