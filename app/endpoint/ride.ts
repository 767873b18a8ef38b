import type { Duplex } from 'node:stream';
import type { Clock } from '../ports.ts';
import { carry } from './carry.ts';
import type { Way } from './plan.ts';
import { answerNow, isHead } from './refuse.ts';

/** What is carried over a way that can be lost. */
export interface Carried {
  readonly way: Way;
  readonly isOver: Promise<void>;
  /** Ends it because its way is lost; `sentence` says so to whoever can still be told. */
  readonly end: (sentence: string) => void;
}

const broken = 'the connection to Docker broke before it answered; look with: fairlead status';

export interface RideOptions {
  readonly client: Duplex;
  readonly line: Duplex;
  readonly way: Way;
  readonly clock: Clock;
  /** So many bytes pass, either way. */
  readonly passed?: ((bytes: number) => void) | undefined;
  /** The line was lost before the client said anything, and now it has: it can be put on another one. */
  readonly again: () => void;
}

/** One client on its line to the engine. */
export class Ride implements Carried {
  readonly way: Way;
  readonly isOver: Promise<void>;
  readonly #options: RideOptions;
  readonly #letGo: () => void;
  #leave: () => void = () => undefined;
  #asked: { readonly isHead: boolean } | undefined;
  #isAnswered = false;

  constructor(options: RideOptions) {
    const { client, line, way, passed } = options;
    this.way = way;
    this.#options = options;
    this.isOver = new Promise((resolve) => void client.once('close', (this.#leave = resolve)));
    this.#letGo = carry(client, line, {
      // No engine ends without a word; what was cut may look like an end.
      onEnd: () => (this.#isAnswered ? void client.end() : this.end(broken)),
      onBreak: () => this.end(broken),
      onBytes: passed,
    });
    client.once('data', this.#onAsked);
    line.once('data', () => (this.#isAnswered = true));
  }

  readonly #onAsked = (chunk: Buffer): void => void (this.#asked = { isHead: isHead(chunk) });

  /** The client has asked something, and the engine has not said a word. */
  get isWaiting(): boolean {
    return this.#asked !== undefined && !this.#isAnswered && !this.#options.client.destroyed;
  }

  /** Nothing has passed either way, and nobody knows that this line was there. */
  get #isUnused(): boolean {
    return this.#asked === undefined && !this.#isAnswered && !this.#options.client.readableEnded;
  }

  /**
   * A client that waits for the engine's first word is told in HTTP; in the middle of an answer nothing can be
   * said any longer, and an end without a proper ending is what a client understands.
   */
  end(sentence: string): void {
    const { client, line, clock } = this.#options;
    if (this.isWaiting && this.#asked !== undefined) {
      this.#letGo();
      answerNow(client, { sentence, isHead: this.#asked.isHead, clock });
    } else if (this.#isUnused) this.#part();
    else client.destroy();
    line.destroy();
  }

  /** The client stays, as one that has just connected: what it will say goes to another line. */
  #part(): void {
    const { client, again } = this.#options;
    this.#letGo();
    client.off('data', this.#onAsked);
    client.off('close', this.#leave);
    client.once('readable', () => (client.readableLength > 0 ? again() : client.destroy()));
    this.#leave();
  }
}
