import type { Log } from '../ports.ts';
import { valueOf } from '../reading.ts';
import type { Keeper } from '../reconcile/keeper.ts';
import type { Hands } from '../reconcile/steps/step.ts';

/**
 * Looks after changes that a crash cut in two: the journal has their beginning and no end. What they touched is
 * read from the world, never guessed: a rule is there or it is not, and the next passes do the rest. A push
 * into the guest goes back by itself unless it was confirmed.
 */
export async function recover({
  hands,
  keeper,
  log,
}: {
  hands: Pick<Hands, 'journal'>;
  keeper: Keeper;
  log: Log;
}): Promise<void> {
  try {
    const open = (await hands.journal.entries()).filter(({ state }) => state === 'begun');
    for (const entry of open) {
      const made =
        entry.kind === 'nat-rule'
          ? ruleIsThere(keeper, entry.machine, entry.undo['name']) === (entry.undo['verb'] === 'remove')
          : undefined;
      const state = made === true ? 'done' : 'failed';
      log.warn(
        `an earlier daemon ended during: ${entry.description}; ${made === true ? 'it was made' : 'it counts as not made'}`,
      );
      await hands.journal.mark(entry.id, state);
    }
  } catch (error) {
    log.warn(
      `the journal could not be looked through: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function ruleIsThere(keeper: Keeper, machine: string | undefined, rule: unknown): boolean {
  const found = keeper.assessed.find(({ seen }) => seen.machine.name === machine);
  const rules = found === undefined ? [] : (valueOf(found.seen.vm)?.natRules ?? []);
  return rules.some(({ name }) => name === rule);
}
