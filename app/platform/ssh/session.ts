import { constants } from 'node:os';
import type { Client, ClientChannel } from 'ssh2';
import { GuestError } from '../../machine/guest-error.ts';
import type { GuestAnswer, GuestSession } from '../../ports.ts';

type RunOptions = NonNullable<Parameters<GuestSession['run']>[1]>;

const defaultTimeoutMs = 15_000;
const defaultMaxBytes = 64 * 1024;

/** Commands over one SSH connection. What is written to their input never stands on a command line. */
export class SshSession implements GuestSession {
  readonly #client: Client;
  readonly #name: string;
  #lost: GuestError | undefined;
  readonly #running = new Set<(error: GuestError) => void>();

  constructor(client: Client, name: string) {
    this.#client = client;
    this.#name = name;
    client.on('error', (error) => this.#lose(`The SSH connection to ${name} broke: ${error.message}`));
    client.on('close', () => this.#lose(`The SSH connection to ${name} was closed`));
  }

  run(command: string, options: RunOptions = {}): Promise<GuestAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) return reject(this.#lost);
      const { timeoutMs = defaultTimeoutMs } = options;
      let channel: ClientChannel | undefined;
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        this.#running.delete(fail);
        finish();
      };
      const fail = (error: GuestError): void =>
        settle(() => {
          channel?.destroy();
          reject(error);
        });
      const late = `A command in ${this.#name} did not end within ${timeoutMs} ms`;
      const timer = setTimeout(() => fail(new GuestError('timed-out', late)), timeoutMs);
      this.#running.add(fail);
      try {
        this.#client.exec(command, (error, opened) => {
          if (error !== undefined)
            return fail(
              new GuestError('closed', `${this.#name} would not run a command: ${error.message}`, {
                cause: error,
              }),
            );
          channel = opened;
          const done = (answer: GuestAnswer): void => settle(() => resolve(answer));
          collect({ channel: opened, options, name: this.#name, done, fail });
        });
      } catch (error) {
        fail(new GuestError('closed', `The SSH connection to ${this.#name} is gone`, { cause: error }));
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#lost !== undefined) return;
    await new Promise<void>((resolve) => {
      // A peer that never answers our goodbye may not hold us.
      const timer = setTimeout(() => {
        this.#client.destroy();
        resolve();
      }, 500);
      this.#client.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#client.end();
    });
  }

  #lose(message: string): void {
    this.#lost ??= new GuestError('closed', message);
    for (const fail of [...this.#running]) fail(this.#lost);
  }
}

interface Collecting {
  readonly channel: ClientChannel;
  readonly options: RunOptions;
  readonly name: string;
  readonly done: (answer: GuestAnswer) => void;
  readonly fail: (error: GuestError) => void;
}

function collect({ channel, options, name, done, fail }: Collecting): void {
  const { maxBytes = defaultMaxBytes, stdin = '' } = options;
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let bytes = 0;
  let exitCode: number | undefined;
  const keep = (into: Buffer[]) => (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes)
      fail(new GuestError('too-much', `A command in ${name} printed more than ${maxBytes} bytes`));
    else into.push(chunk);
  };
  channel.on('data', keep(out));
  channel.stderr.on('data', keep(err));
  channel.on('exit', (code: number | null, signal?: string) => {
    exitCode = code ?? 128 + signalNumber(signal);
  });
  channel.on('close', () => {
    if (exitCode === undefined)
      fail(new GuestError('closed', `A command in ${name} was cut off before it ended`));
    else done({ exitCode, stdout: text(out), stderr: text(err) });
  });
  // A command that does not read its input closes it; its exit code says the rest.
  channel.on('error', () => undefined);
  channel.end(stdin);
}

/** As a shell counts them: 128 and the number of the signal. */
function signalNumber(signal: string | undefined): number {
  const name = `SIG${(signal ?? '').replace(/^SIG/, '')}`;
  return (constants.signals as Partial<Record<string, number>>)[name] ?? 0;
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
