import type { Clock, Probe } from '../ports.ts';
import type { DirectProbe } from './observation.ts';

/** A guest address on somebody else's route is dialled at most this often. */
const everyMs = 10_000;

/**
 * Looks at who answers on a route that is not ours. Nothing waits for it: into a VPN, most such looks end in
 * a time limit. What it finds is there at a later look, and a change of it asks for one.
 */
export class Peeks {
  readonly #clock: Clock;
  readonly #changed: (name: string) => void;
  readonly #kept = new Map<string, { at: number; probe: DirectProbe }>();

  constructor(clock: Clock, changed: (name: string) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  take(name: string, dial: () => Promise<Probe>): DirectProbe {
    const now = this.#clock.monotonic();
    const kept = this.#kept.get(name);
    if (kept !== undefined && now - kept.at < everyMs) return kept.probe;
    const entry: { at: number; probe: DirectProbe } = { at: now, probe: kept?.probe ?? { kind: 'untried' } };
    this.#kept.set(name, entry);
    void dial().then((probe) => {
      const isNews = probe.kind !== entry.probe.kind;
      entry.probe = probe;
      if (isNews) this.#changed(name);
    });
    return entry.probe;
  }

  forget(name?: string): void {
    if (name === undefined) this.#kept.clear();
    else this.#kept.delete(name);
  }
}
