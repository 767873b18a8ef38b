import type { Duplex } from 'node:stream';
import * as z from 'zod';
import type { Clock, ContainerPorts, Log, RunningPorts } from '../../ports.ts';
import { askBounded, dockerOver } from './bounded.ts';

const Container = z.object({
  Id: z.string().max(200),
  Names: z.array(z.string()).nullish(),
  State: z.string().max(20).nullish(),
  Ports: z
    .array(
      z.object({
        IP: z.string().max(100).optional(),
        PublicPort: z.int().min(1).max(65_535).optional(),
        Type: z.string().max(20),
      }),
    )
    .nullish(),
});

/** More than any machine runs; what an engine of somebody else's might send is not kept. */
const mostContainers = 2000;
/** A list of as many containers has some megabytes; a machine that is busy may take long for it. */
const listBounds = { maxBytes: 16 * 1024 * 1024, timeoutMs: 30_000 };
const firstRetryMs = 1000;
const longestRetryMs = 30_000;
/**
 * When the list is read after a burst of events. Starting a project of ten containers is one change, not ten; and
 * dockerd tells that a container died before it takes it off its list, which its network can hold up for seconds.
 */
const lookAfterMs = [100, 1000, 5000];

export interface ContainerWatchOptions {
  /** Opens a connection to the machine's engine. */
  readonly connect: () => Promise<Duplex>;
  /** For the log. */
  readonly machine: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: (containers: readonly RunningPorts[]) => void;
}

/**
 * Follows the containers of an engine by its events. Events say only "look": the list is read anew after each burst,
 * and after every gap, so that one that was missed costs nothing.
 */
export class ContainerWatch implements ContainerPorts {
  readonly #options: ContainerWatchOptions;
  #events: (NodeJS.ReadableStream & { destroy?: () => void }) | undefined;
  /** What the events come over. */
  #line: Duplex | undefined;
  #cancel: () => void = () => undefined;
  #tries = 0;
  /** Counts what asked for a look, so that an older one does not put off a newer. */
  #burst = 0;
  #connecting = false;
  /** By the container's number. */
  #ports = new Map<string, RunningPorts['ports']>();
  #stopped = false;

  constructor(options: ContainerWatchOptions) {
    this.#options = options;
    void this.#connect();
  }

  retry(): void {
    if (this.#events !== undefined || this.#connecting || this.#stopped) return;
    this.#cancel();
    this.#tries = 0;
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#line?.destroy();
  }

  async #connect(): Promise<void> {
    this.#connecting = true;
    try {
      const line = await this.#options.connect();
      line.on('error', () => undefined);
      this.#line = line;
      if (this.#stopped) return void line.destroy();
      const docker = await dockerOver(line);
      // The types leave `destroy` out, which the answer of node:http has.
      const events: NodeJS.ReadableStream & { destroy?: () => void } = await docker.getEvents({
        filters: { type: ['container'], event: ['start', 'die', 'pause', 'unpause', 'rename', 'destroy'] },
      });
      this.#events = events;
      events.on('data', () => this.#lookSoon());
      events.once('error', () => events.destroy?.());
      events.once('close', () => this.#lost());
      // After the events have begun: what starts between the two is seen twice, and not missed.
      await this.#look();
      this.#tries = 0;
    } catch (error) {
      this.#options.log.debug(`the containers of ${this.#options.machine}: ${(error as Error).message}`);
      this.#line?.destroy();
      if (this.#events === undefined) this.#retryLater();
    } finally {
      this.#connecting = false;
    }
  }

  #lookSoon([next, ...later]: readonly number[] = lookAfterMs): void {
    const burst = (this.#burst += 1);
    this.#cancel();
    if (next === undefined) return;
    this.#cancel = this.#options.clock.after(next, () => {
      this.#look().then(
        () => burst === this.#burst && this.#events !== undefined && this.#lookSoon(later),
        // A list that cannot be read is a gap like any other.
        () => this.#events?.destroy?.(),
      );
    });
  }

  async #look(): Promise<void> {
    const listed = z
      .array(Container)
      .parse(
        await askBounded(await this.#options.connect(), listBounds, (docker) => docker.listContainers()),
      );
    if (this.#stopped) return;
    const ports = new Map(listed.slice(0, mostContainers).map((one) => [one.Id, this.#portsOf(one)]));
    this.#ports = ports;
    this.#options.changed(
      listed.slice(0, mostContainers).map(({ Id, Names }) => ({
        name: (Names?.[0] ?? Id.slice(0, 12)).replace(/^\//, ''),
        ports: ports.get(Id) ?? [],
      })),
    );
  }

  /**
   * A container that fails and is started again, and again, publishes nothing in between. It keeps its ports until it is
   * given up or removed: they would be closed and opened with every turn, and each is a line in the journal.
   */
  #portsOf({ Id, State, Ports }: z.output<typeof Container>): RunningPorts['ports'] {
    if (State === 'restarting') return this.#ports.get(Id) ?? [];
    return (Ports ?? []).flatMap(({ IP, PublicPort, Type }) =>
      PublicPort === undefined || (Type !== 'tcp' && Type !== 'udp' && Type !== 'sctp')
        ? []
        : [{ address: IP ?? '', port: PublicPort, protocol: Type }],
    );
  }

  #lost(): void {
    this.#events = undefined;
    this.#line?.destroy();
    this.#cancel();
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#stopped) return;
    const ms = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#tries);
    this.#tries += 1;
    this.#cancel = this.#options.clock.after(ms, () => void this.#connect());
  }
}
