import type { ControlServer } from '../control/server.ts';
import { claimHome, type Claim } from '../control/claim.ts';
import type { Home } from '../home/home.ts';
import { prepareHome } from '../home/prepare.ts';
import type { Run } from '../platform/process/run.ts';
import type { Log } from '../ports.ts';

export interface HeldHomeOptions {
  readonly home: Home;
  readonly log: Log;
  readonly run: Run;
  readonly claim: Claim & { readonly kind: 'claimed' };
  readonly server: Pick<ControlServer, 'isThere' | 'listenAgain'>;
  /** Another daemon has the home by now; says who, in a sentence. */
  readonly lost: (why: string) => void;
  /** Milliseconds between looks. Default 5 s. */
  readonly lookMs?: number;
}

/**
 * Keeps a running daemon reachable. Whoever removes the home, or the socket in it, leaves a daemon that repairs on and
 * that no command finds any more; a second one would be started beside it. So the socket is looked at, and made anew
 * with the folder and the claim; where another daemon has come meanwhile, this one ends.
 */
export class HeldHome {
  readonly #options: HeldHomeOptions;
  readonly #timer: NodeJS.Timeout;
  #claim: Claim & { readonly kind: 'claimed' };
  #looking: Promise<void> | undefined;
  #trouble: string | undefined;
  #isGivenUp = false;

  constructor(options: HeldHomeOptions) {
    this.#options = options;
    this.#claim = options.claim;
    this.#timer = setInterval(() => void this.look(), options.lookMs ?? 5000);
    this.#timer.unref();
  }

  /** One look; those that come meanwhile share it. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Ends the looks, and gives the home up. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    this.#isGivenUp = true;
    await this.#looking;
    this.#claim.release();
  }

  async #look(): Promise<void> {
    const { home, log, run, server, lost } = this.#options;
    if (this.#isGivenUp || server.isThere()) return;
    try {
      const prepared = prepareHome(home);
      if (prepared.kind === 'refused') return this.#note(`${prepared.reason}; ${prepared.next}`);
      // Ours, if it is still there: it would be taken for that of a daemon which does not listen.
      this.#claim.release();
      const claim = await claimHome({ home, run });
      if (claim.kind === 'held') {
        this.#isGivenUp = true;
        return lost(claim.reason);
      }
      if (claim.kind === 'refused') return this.#note(`${claim.reason}; ${claim.next}`);
      this.#claim = claim;
      await server.listenAgain();
      log.warn(`${home.socket} was removed, and is made anew`);
      this.#trouble = undefined;
    } catch (error) {
      this.#note(error instanceof Error ? error.message : String(error));
    }
  }

  /** Once for as long as it lasts. */
  #note(trouble: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.log.warn(`no command finds this daemon: ${trouble}`);
  }
}
