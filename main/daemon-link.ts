import { setTimeout as after } from 'node:timers/promises';
import { connect } from '../app/control/client.ts';
import { ControlError } from '../app/control/control-error.ts';
import type { Home } from '../app/home/home.ts';
import type { Log } from '../app/ports.ts';
import type { Client } from '../shared/control/contract.ts';
import { RestartPace } from './restart-pace.ts';
import type { DaemonChild } from './daemon-child.ts';
import type { Situation } from './situation.ts';

export interface DaemonLinkOptions {
  readonly home: Home;
  readonly log: Log;
  readonly startChild: () => DaemonChild;
  readonly onChange: (situation: Situation) => void;
  /** Milliseconds between looks for a daemon that somebody may have started. Default 2 s. */
  readonly lookMs?: number;
  readonly pace?: RestartPace;
}

type Ending = 'stopped-on-purpose' | 'lost';

/**
 * Keeps this app connected to the daemon of the home: attaches to one that runs, otherwise starts its own;
 * starts a crashed one again, later each time; leaves one alone that was stopped on purpose.
 */
export class DaemonLink {
  readonly #options: DaemonLinkOptions;
  readonly #closing = new AbortController();
  readonly #pace: RestartPace;
  #child: DaemonChild | undefined;
  #client: Client | undefined;
  #wake: (() => void) | undefined;
  #isAsked = false;
  #finished: Promise<void> = Promise.resolve();

  constructor(options: DaemonLinkOptions) {
    this.#options = options;
    this.#pace = options.pace ?? new RestartPace();
  }

  /** Undefined while no daemon is connected. */
  get client(): Client | undefined {
    return this.#client;
  }

  start(): void {
    this.#finished = this.#run();
  }

  /** Somebody asks for a daemon now, whatever was given up. */
  startAgain(): void {
    this.#pace.forget();
    this.#isAsked = true;
    this.#wake?.();
  }

  /** Ends the daemon this app started, and no other. Resolves after `deadlineMs` at the latest. */
  async close(deadlineMs: number): Promise<'in-order' | 'cut'> {
    const child = this.#child;
    const client = this.#client;
    this.#closing.abort();
    if (child === undefined) return 'in-order';
    const late = after(deadlineMs, 'cut' as const, { ref: false });
    const asked = client?.stop({}).catch((error: unknown) => {
      this.#options.log.warn(`the daemon did not take the stop command: ${String(error)}`);
    });
    // A daemon that hangs does not answer this either.
    await Promise.race([asked, late]);
    if (client === undefined) child.end();
    const ended = child.exited.then(() => 'in-order' as const);
    const outcome = await Promise.race([ended, late]);
    if (outcome === 'cut') child.kill();
    await this.#finished;
    return outcome;
  }

  async #run(): Promise<void> {
    let mayStart = true;
    while (!this.#closing.signal.aborted) {
      const connection = await connect(this.#options.home);
      if (connection.kind === 'connected') {
        mayStart = (await this.#follow(connection.client)) === 'lost';
        if (!mayStart) this.#say({ kind: 'stopped' });
      } else if (connection.kind === 'unusable') {
        this.#trouble(connection.error);
        await this.#wait(this.#lookMs);
      } else if (mayStart || this.#isAsked) {
        mayStart = true;
        this.#isAsked = false;
        await this.#startOwn();
      } else await this.#wait(this.#lookMs);
    }
  }

  /** Shows every snapshot until the feed ends. */
  async #follow(client: Client): Promise<Ending> {
    this.#client = client;
    // Taken down now: by the time the end of the feed has arrived, its end may have been noted already.
    const own = this.#child;
    try {
      for await (const snapshot of client.watch({}, this.#closing.signal)) {
        this.#pace.lived();
        this.#say({ kind: 'known', snapshot, hosted: own !== undefined });
      }
      return await this.#goodEnd(own);
    } catch (error) {
      this.#options.log.warn(`the daemon was lost: ${String(error)}`);
      if (error instanceof ControlError && error.kind === 'wrong-protocol') {
        this.#trouble(error);
        await this.#wait(this.#lookMs);
      }
      return 'lost';
    } finally {
      this.#client = undefined;
    }
  }

  /** The feed ended in good order. A daemon of ours that failed inside ends so too, with another exit code. */
  async #goodEnd(own: DaemonChild | undefined): Promise<Ending> {
    if (own === undefined || this.#isClosing()) return 'stopped-on-purpose';
    const { code } = await own.exited;
    return code === 0 ? 'stopped-on-purpose' : 'lost';
  }

  async #startOwn(): Promise<void> {
    const delayMs = this.#pace.nextDelayMs();
    if (delayMs > 0) await this.#wait(delayMs);
    if (this.#isClosing()) return;
    this.#say({ kind: 'starting' });
    const child = this.#options.startChild();
    this.#child = child;
    void child.exited.then((end) => {
      if (this.#child === child) this.#child = undefined;
      this.#options.log.info(`the daemon of this app ended with ${end.code}`);
    });
    const early = await Promise.race([child.exited, this.#answers()]);
    if (early === undefined || this.#isClosing()) return;
    // "Another daemon runs already" is no trouble: the next turn attaches to it.
    if ((await connect(this.#options.home)).kind === 'connected') return;
    const waits = Math.round(this.#pace.peekDelayMs() / 100) / 10;
    this.#say({
      kind: 'trouble',
      code: 'ended',
      sentence: `The daemon ended with code ${early.code}${early.said === '' ? '' : `: ${firstLine(early.said)}`}. It is started again in ${waits} s.`,
      hint: 'fairlead logs',
    });
  }

  /** Resolves when somebody listens on the control socket. */
  async #answers(): Promise<undefined> {
    while (!this.#closing.signal.aborted) {
      if ((await connect(this.#options.home)).kind === 'connected') return undefined;
      await after(50);
    }
    return undefined;
  }

  #trouble(error: ControlError): void {
    const { kind: code, message, hint } = error;
    this.#say(
      code === 'wrong-protocol'
        ? // It was written for a terminal, where it stands below the command that it speaks of.
          {
            kind: 'trouble',
            code,
            sentence: sentenceOf(message.replace('this command', 'this app')),
            hint: 'fairlead stop',
          }
        : { kind: 'trouble', code, sentence: sentenceOf(message), hint },
    );
  }

  #say(situation: Situation): void {
    if (!this.#closing.signal.aborted) this.#options.onChange(situation);
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  get #lookMs(): number {
    return this.#options.lookMs ?? 2000;
  }

  async #wait(ms: number): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.#wake = resolve));
    const over = after(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    await Promise.race([woken, over]);
    this.#wake = undefined;
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function sentenceOf(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
