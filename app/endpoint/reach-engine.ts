import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../ports.ts';
import { keyOf, type Plan, type Way } from './plan.ts';

/** Where the newest plan is found. */
export interface PlanSource {
  readonly plan: Plan;
  /** Resolves when there is a newer one. */
  readonly changed: () => Promise<void>;
}

export interface Opened {
  readonly line: Duplex;
  /** It was open before anybody asked, so that it says nothing about its way now. */
  readonly wasReady: boolean;
}

export type Reached =
  | ({ readonly kind: 'open'; readonly way: Way } & Opened)
  /** `error`: what the way said that was tried last. */
  | { readonly kind: 'none'; readonly sentence: string; readonly error?: Error };

export interface ReachRequest {
  readonly source: PlanSource;
  /** The ways to be tried, best first; default: those of the plan, and those that are coming while it has none. */
  readonly waysOf?: (plan: Plan) => readonly Way[];
  readonly open: (way: Way, about: { readonly plan: Plan; readonly timeoutMs: number }) => Promise<Opened>;
  readonly clock: Clock;
  /** Milliseconds from the question to the answer, whatever it is. */
  readonly limitMs: number;
  /** Milliseconds for which there has been no way: who comes late in that waits for the rest of the patience. */
  readonly lackedMs?: () => number;
  /** Whether the way has carried anybody since then, or is being made: one that is only slow is waited for beyond the limit. */
  readonly isAlive?: (way: Way, since: number) => boolean;
  /** A way that was verified did not open. */
  readonly missed: (way: Way, reason: string) => void;
  /** Milliseconds of the start that a way has over the next; default: 250. */
  readonly staggerMs?: number | undefined;
  /** An error that every other way would bring, too. */
  readonly isFinal?: (error: Error) => boolean;
}

/** A request that comes while the path is being switched waits this long for a verified one. */
const patienceMs = 850;
/** Many clients at once take their time over a way that works, and so does a busy guest that lets SSH in. */
const slowMs = 10_000;
/** The next way is tried beside one that has not opened by then: RFC 8305 has 250 ms, for the same reason. */
const usualStaggerMs = 250;

/**
 * Opens a line over the best way that opens. The ways race: each has a start of a quarter of a second over the
 * next, and whichever is open first carries. Waits for a moment when there is none, and never beyond the limit.
 */
export async function reachEngine(request: ReachRequest): Promise<Reached> {
  const {
    source,
    clock,
    limitMs,
    missed,
    isFinal = () => false,
    isAlive = () => false,
    lackedMs = () => 0,
    staggerMs = usualStaggerMs,
  } = request;
  const waysOf = request.waysOf ?? (({ ways, coming }: Plan) => (ways.length > 0 ? ways : coming));
  const began = clock.monotonic();
  const waited = (): number => clock.monotonic() - began;
  const running = new Map<string, { readonly way: Way; readonly attempt: Promise<Reached | undefined> }>();
  const failed = new Map<string, { readonly way: Way; readonly error: Error }>();
  const story = new Map<string, string>();
  const lackedAtFirst = lackedMs();
  let from = source.plan;
  let isOver = false;
  let startedAt = -Infinity;

  const fail = (way: Way, error: Error): void => {
    failed.set(keyOf(way), { way, error });
    story.set(way.kind, error.message);
    missed(way, error.message);
  };
  const start = (way: Way): void => {
    const key = keyOf(way);
    startedAt = clock.monotonic();
    const timeoutMs = Math.max(limitMs, slowMs) - waited();
    const attempt = request.open(way, { plan: source.plan, timeoutMs }).then(
      (opened): Reached | undefined => {
        running.delete(key);
        if (!isOver) return { kind: 'open', way, ...opened };
        opened.line.destroy();
        return undefined;
      },
      (cause: unknown): Reached | undefined => {
        // Who gave up at the limit has told it already.
        if (!running.delete(key)) return undefined;
        const error = cause instanceof Error ? cause : new Error(String(cause));
        fail(way, error);
        return isFinal(error) ? none(error) : undefined;
      },
    );
    running.set(key, { way, attempt });
  };
  const none = (error?: Error): Reached => ({
    kind: 'none',
    sentence: sentenceOf(source.plan, story),
    ...(error === undefined ? {} : { error }),
  });

  for (;;) {
    const { plan } = source;
    if (plan !== from) failed.clear();
    from = plan;
    const ways = waysOf(plan);
    const next = ways.find((way) => !failed.has(keyOf(way)) && !running.has(keyOf(way)));
    if (next !== undefined && (running.size === 0 || clock.monotonic() - startedAt >= staggerMs)) start(next);
    const hasHope = running.size > 0;
    const isLasting = plan.obstacle.lasting && ways.length === 0;
    const isSlow = [...running.values()].some(({ way }) => isAlive(way, clock.monotonic() - limitMs));
    const endMs = isSlow ? slowMs : hasHope ? limitMs : Math.min(limitMs, patienceMs - lackedAtFirst);
    if (isLasting || waited() >= endMs) {
      isOver = true;
      for (const { way } of running.values())
        fail(way, new Error(`no answer within ${Math.round(waited())} ms`));
      running.clear();
      return none([...failed.values()].at(-1)?.error);
    }
    const attempts = [...running.values()].map(({ attempt }) => attempt);
    const reached = await first([...attempts, source.changed().then(() => undefined)], {
      clock,
      ms: Math.max(1, Math.min(endMs - waited(), staggerMs)),
    });
    if (reached !== undefined) {
      isOver = true;
      return reached;
    }
  }
}

/** The first of them to say anything, or undefined after `ms`. */
async function first(
  all: readonly Promise<Reached | undefined>[],
  { clock, ms }: { clock: Clock; ms: number },
): Promise<Reached | undefined> {
  let cancel: () => void = () => undefined;
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(ms, () => {
      // A busy process comes late to its timers, and to what has arrived meanwhile: that is heard first.
      void turn().then(() => resolve(undefined));
    });
  });
  const reached = await Promise.race([...all, late]);
  cancel();
  return reached;
}

/** Why nothing opened: what each way said, or, when none was verified, what the loop knows. */
function sentenceOf({ machine: { name }, obstacle }: Plan, story: ReadonlyMap<string, string>): string {
  if (story.size === 0 || obstacle.lasting) return obstacle.sentence;
  const ways = [...story].map(([kind, reason]) => `over the ${pathName(kind)}, ${reason}`);
  return `Docker in ${name} cannot be reached now: ${ways.join('; ')}; look with: fairlead fix ${name}`;
}

function pathName(kind: string): string {
  return kind === 'direct' ? 'direct path' : kind;
}
