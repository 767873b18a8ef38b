import type { Duplex } from 'node:stream';
import type { Machine } from '../../machine/machine.ts';
import type { Clock, Dial, Engine, EngineReport, Probe, Reach } from '../../ports.ts';
import { read, unreadable, type Reading } from '../../reading.ts';
import { dialDirectly, notAsked, shakeHands, type Dialer, type Handshake } from './handshake.ts';
import { MaterialCache } from './material.ts';
import { ping, pingTimeoutMs } from './ping.ts';
import { Sessions } from './sessions.ts';

export interface TlsEngineOptions {
  /** How guest addresses and 127.0.0.1 are reached; default: straight through the kernel. */
  readonly dial?: Dialer;
  /** For judging dates. */
  readonly clock: Pick<Clock, 'now'>;
}

/** The engine behind an address, known by its certificate and asked over mutual TLS; one connection a call. */
export class TlsEngine implements Engine, Pick<Reach, 'toEngine'> {
  readonly #dialer: Dialer;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #materials = new MaterialCache();
  readonly #sessions = new Sessions();

  constructor(options: TlsEngineOptions) {
    this.#dialer = options.dial ?? dialDirectly;
    this.#clock = options.clock;
  }

  async probe(machine: Machine, dial: Dial & { readonly present: boolean }): Promise<Probe> {
    const start = performance.now();
    const hands = await this.#shakeHands(machine, dial);
    if (hands.kind === 'over') return hands.probe;
    const { socket, served } = hands;
    if (!dial.present) {
      socket.destroy();
      return notAsked(served);
    }
    const problem = await ping(socket, pingTimeoutMs(dial, performance.now() - start));
    socket.destroy();
    if (problem === undefined) return { kind: 'answers', ms: performance.now() - start, served };
    if (problem.kind === 'silent')
      return { kind: 'unwell', why: 'no-answer', reason: 'it stopped answering', served };
    return { kind: 'unwell', why: problem.why, reason: problem.reason, served };
  }

  async verify(machine: Machine, dial: Dial): Promise<Reading<EngineReport>> {
    const start = performance.now();
    const hands = await this.#shakeHands(machine, { ...dial, present: true });
    if (hands.kind === 'over') return unreadable(describe(hands.probe, dial));
    try {
      const { readReport } = await import('./report.ts');
      const timeoutMs = Math.max(1, dial.timeoutMs - (performance.now() - start));
      return read(await readReport(hands.socket, { timeoutMs, now: () => this.#clock.now() }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return unreadable(`the engine at ${dial.host}:${dial.port} did not verify: ${reason}`);
    }
  }

  /** An open, judged connection for whoever speaks to the engine over it. */
  async toEngine(machine: Machine, dial: Dial): Promise<Duplex> {
    const material = await this.#materials.read(machine);
    if (material.kind === 'unreadable') throw new Error(material.reason);
    const hands = await shakeHands({
      machine,
      material: material.value,
      dial,
      present: true,
      dialer: this.#dialer,
      now: this.#clock.now(),
      halfOpen: true,
      sessions: this.#sessions.of(machine, material.value),
    });
    if (hands.kind === 'over') throw new Error(describe(hands.probe, dial));
    const { socket, served } = hands;
    if (!served.foreign && served.dates === 'valid') return socket;
    socket.destroy();
    throw new Error(
      `the engine of ${machine.name} shows a certificate that ${served.foreign ? "the store's CA did not sign" : `is ${served.dates}`}`,
    );
  }

  async #shakeHands(machine: Machine, dial: Dial & { readonly present: boolean }): Promise<Handshake> {
    const material = await this.#materials.read(machine);
    if (material.kind === 'unreadable')
      return { kind: 'over', probe: { kind: 'unwell', why: 'no-material', reason: material.reason } };
    return await shakeHands({
      machine,
      material: material.value,
      dial,
      present: dial.present,
      dialer: this.#dialer,
      now: this.#clock.now(),
      // Looks are many, and a session spares both ends the costly half; who is shown nothing has none with us.
      ...(dial.present ? { sessions: this.#sessions.of(machine, material.value) } : {}),
    });
  }
}

function describe(probe: Probe, { host, port }: Dial): string {
  const at = `${host}:${port}`;
  switch (probe.kind) {
    case 'answers':
      return `${at} answers`;
    case 'unwell':
      return `the engine at ${at} is unwell: ${probe.reason}`;
    case 'stranger':
      return `a stranger answers at ${at}: ${probe.reason}`;
    case 'refused':
      return `nothing listens at ${at}`;
    case 'silent':
      return `${at} does not answer`;
    case 'unreachable':
      return `${at} cannot be reached (${probe.code})`;
  }
}
