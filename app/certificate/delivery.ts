import type { Clock, GuestSession } from '../ports.ts';

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
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** It is certain that the engine was not restarted for it. */
      readonly untouched?: true;
    };

export function failed(reason: string): Delivered {
  return { kind: 'failed', reason };
}
