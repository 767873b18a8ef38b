import { FailureError } from '../../shared/control/failure.ts';

const firstPauseMs = 60_000;

/**
 * Password boxes that a page may bring up: one at a time, and after each that came to nothing a pause that doubles. The
 * panel asks at a press only, but a page that was taken over would not wait for one, and people who see a box again and
 * again type their password in the end.
 */
export class Prompts {
  #isOpen = false;
  #vain = 0;
  #notBefore = 0;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Carries out what may bring up a box, and learns from its answer. Throws when none may appear now. */
  async during(ask: () => Promise<unknown>): Promise<unknown> {
    const objection = this.#objection();
    if (objection !== undefined)
      throw new FailureError('not-possible', objection, { hint: 'fairlead sudoers --install' });
    this.#isOpen = true;
    let isVain = true;
    try {
      const answer = await ask();
      isVain = (answer as { readonly state?: unknown }).state !== 'done';
      return answer;
    } catch (error) {
      // Said by the daemon before it asks anybody.
      isVain = (error as { readonly code?: unknown }).code !== 'not-possible';
      throw error;
    } finally {
      this.#isOpen = false;
      if (isVain) this.#notBefore = this.#now() + firstPauseMs * 2 ** this.#vain++;
    }
  }

  #objection(): string | undefined {
    if (this.#isOpen) return 'a password box is open already; answer that one';
    return this.#now() < this.#notBefore
      ? 'the last password box came to nothing a moment ago, so this page opens no other; in a terminal'
      : undefined;
  }
}
