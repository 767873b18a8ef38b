import { sshForward } from '../machine/forward.ts';
import type { Machine } from '../machine/machine.ts';
import type { EngineReport, Probe } from '../ports.ts';
import { valueOf } from '../reading.ts';
import type { DirectProbe, MachineObservation } from './observation.ts';
import type { Pace, Senses } from './senses.ts';

/** What is known of a machine's tunnel. */
export interface TunnelLook {
  readonly probe: DirectProbe;
  readonly report: EngineReport | undefined;
}

interface Kept {
  at: number;
  look: TunnelLook;
  /** Where it leads: another SSH address is another tunnel. */
  readonly to: string;
}

/** An answer is as good as new for this long while the tunnel carries, and asked for anew after it. */
const everyMs = 5000;
/** An SSH connection takes its time, and nothing waits for this look. */
const patienceMs = 4000;
const verifyMs = 5000;

/**
 * Looks at the engine through the machine's SSH connection, which is made for it, when no forward leads there.
 * A look never waits: what is found is there at a later one, and a change of it asks for one.
 */
export class TunnelEye {
  readonly #senses: Senses;
  readonly #pace: Pace;
  readonly #poke: (reason: string) => void;
  readonly #kept = new Map<string, Kept>();

  constructor(senses: Senses, pace: Pace, poke: (reason: string) => void) {
    this.#senses = senses;
    this.#pace = pace;
    this.#poke = poke;
  }

  look(seen: MachineObservation): TunnelLook | undefined {
    const { name } = seen.machine;
    const machine = reachedOverSsh(seen);
    if (machine === undefined) {
      this.#kept.delete(name);
      return undefined;
    }
    const now = this.#senses.clock.monotonic();
    const to = `${machine.ssh.host}:${machine.ssh.port}`;
    const kept = this.#kept.get(name);
    if (kept?.to === to && now - kept.at < everyMs) return kept.look;
    const look = kept?.to === to ? kept.look : { probe: { kind: 'untried' as const }, report: undefined };
    const entry: Kept = { at: now, look, to };
    this.#kept.set(name, entry);
    void this.#ask(machine).then((found) => {
      const isNews = found.probe.kind !== entry.look.probe.kind;
      entry.look = found;
      if (isNews) this.#poke(`the tunnel to ${name}: ${found.probe.kind}`);
    });
    return entry.look;
  }

  forget(machine?: string): void {
    for (const [name, kept] of this.#kept) if (machine === undefined || name === machine) kept.at = -Infinity;
  }

  async #ask(machine: Machine): Promise<TunnelLook> {
    const { engine } = this.#senses;
    const dial = { host: '127.0.0.1', port: machine.engine.port, over: 'tunnel' as const };
    const timeoutMs = Math.max(patienceMs, this.#pace.probeTimeoutMs);
    const probe: Probe = await engine.probe(machine, { ...dial, timeoutMs, present: true });
    if (probe.kind !== 'answers') return { probe, report: undefined };
    const report = await engine.verify(machine, { ...dial, timeoutMs: verifyMs });
    if (report.kind === 'read') return { probe, report: report.value };
    const { served } = probe;
    return { probe: { kind: 'unwell', why: 'no-answer', reason: report.reason, served }, report: undefined };
  }
}

/**
 * The machine with the SSH address to be used; undefined when no tunnel is needed or none can be had. A forward
 * that works is as good, and one that is about to be added is better.
 */
function reachedOverSsh(seen: MachineObservation): Machine | undefined {
  const { machine, direct, forward, guestIp, route } = seen;
  const view = valueOf(seen.vm);
  if (forward?.probe.kind === 'answers') return undefined;
  if (direct.kind === 'answers' && view?.hasNat === true) return undefined;
  const rule = view === undefined ? undefined : sshForward(view);
  const ssh = { ...machine.ssh, ...rule };
  // Packets to the guest's own address go elsewhere, where somebody else may answer.
  const isAstray = route.kind !== 'own' && route.kind !== 'unknown';
  if (ssh.host === '' || ssh.port === 0 || (ssh.host === guestIp && isAstray)) return undefined;
  return { ...machine, ssh };
}
