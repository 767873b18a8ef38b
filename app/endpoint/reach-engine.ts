import type { Duplex } from 'node:stream';
import type { Clock } from '../ports.ts';
import type { Lines } from './lines.ts';
import type { Plan, Way } from './plan.ts';

/** Where the newest plan is found. */
export interface PlanSource {
  readonly plan: Plan;
  /** Resolves when there is a newer one. */
  readonly changed: () => Promise<void>;
}

export type Reached =
  | { readonly kind: 'open'; readonly line: Duplex; readonly way: Way }
  | { readonly kind: 'none'; readonly sentence: string };

export interface ReachRequest {
  readonly source: PlanSource;
  readonly lines: Lines;
  readonly clock: Clock;
  /** A way that was verified did not open. */
  readonly missed: (way: Way, reason: string) => void;
}

/** A request that comes while the path is being switched waits this long for a verified one. */
const patienceMs = 850;
/** The next way is tried beside one that has not opened by then. */
const staggerMs = 250;
/** A way that the loop still finds good may be slow. */
const slowMs = 5000;

/** Opens a line over the best way that opens; waits for a moment when there is none. */
export async function reachEngine({ source, lines, clock, missed }: ReachRequest): Promise<Reached> {
  const began = clock.monotonic();
  const running = new Map<string, Promise<Reached | undefined>>();
  const failed = new Set<string>();
  let from = source.plan;
  let isOver = false;
  let startedAt = -Infinity;

  const start = (way: Way): void => {
    const key = keyOf(way);
    startedAt = clock.monotonic();
    const attempt = lines.take(source.plan.machine, way).then(
      (line): Reached | undefined => {
        running.delete(key);
        if (!isOver) return { kind: 'open', line, way };
        line.destroy();
        return undefined;
      },
      (error: unknown) => {
        running.delete(key);
        failed.add(key);
        missed(way, error instanceof Error ? error.message : String(error));
        return undefined;
      },
    );
    running.set(key, attempt);
  };

  for (;;) {
    const { plan } = source;
    if (plan !== from) failed.clear();
    from = plan;
    const now = clock.monotonic();
    const next = plan.ways.find((way) => !failed.has(keyOf(way)) && !running.has(keyOf(way)));
    const isTurn = running.size === 0 || now - startedAt >= staggerMs;
    if (next !== undefined && isTurn) start(next);
    const hasHope = plan.ways.some((way) => running.has(keyOf(way)));
    const waited = now - began;
    const isLasting = plan.obstacle.lasting && plan.ways.length === 0;
    if (isLasting || waited >= slowMs || (!hasHope && waited >= patienceMs)) {
      isOver = true;
      return { kind: 'none', sentence: plan.obstacle.sentence };
    }
    const reached = await first([...running.values(), source.changed().then(() => undefined)], {
      clock,
      ms: hasHope ? staggerMs : Math.max(1, patienceMs - waited),
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
    cancel = clock.after(ms, () => resolve(undefined));
  });
  const reached = await Promise.race([...all, late]);
  cancel();
  return reached;
}

function keyOf({ kind, host, port }: Way): string {
  return `${kind} ${host}:${port}`;
}
