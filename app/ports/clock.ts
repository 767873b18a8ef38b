export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never jumps. */
  monotonic(): number;
  /** Runs `act` once after `ms`; the returned function cancels. */
  after(ms: number, act: () => void): () => void;
}
