import type { JournalEntry, Log } from '../ports.ts';
import { valueOf } from '../reading.ts';
import type { Keeper } from '../reconcile/keeper.ts';
import { resumeRenewal } from '../reconcile/steps/renew.ts';
import type { Hands } from '../reconcile/steps/step.ts';

interface Recovery {
  readonly hands: Pick<Hands, 'journal'>;
  readonly keeper: Keeper;
  readonly log: Log;
}

/**
 * Looks after changes that a crash cut in two: the journal has their beginning and no end. What they touched is
 * read from the world, never guessed: a rule is there or it is not, a script in the guest waits for its word or
 * it does not, and the next passes do the rest.
 */
export async function recover(recovery: Recovery): Promise<void> {
  const { hands, log } = recovery;
  try {
    const open = (await hands.journal.entries()).filter(({ state }) => state === 'begun');
    for (const entry of open) {
      log.warn(`an earlier daemon ended during: ${entry.description}`);
      const wasMade = await complete(entry, recovery);
      log.warn(`${entry.description}: ${wasMade ? 'it was made' : 'it counts as not made'}`);
      await hands.journal.mark(entry.id, wasMade ? 'done' : 'failed');
    }
  } catch (error) {
    log.warn(`the journal could not be looked through: ${messageOf(error)}`);
  }
}

/** Whether the change stands, after what was left to do for it. */
async function complete(entry: JournalEntry, recovery: Recovery): Promise<boolean> {
  if (entry.kind === 'nat-rule')
    return ruleIsThere(recovery.keeper, entry) === (entry.undo['verb'] === 'remove');
  if (entry.kind === 'guest-certificate') return completeRenewal(entry, recovery);
  return false;
}

function ruleIsThere({ assessed }: Keeper, entry: JournalEntry): boolean {
  const found = assessed.find(({ seen }) => seen.machine.name === entry.machine);
  const rules = found === undefined ? [] : (valueOf(found.seen.vm)?.natRules ?? []);
  return rules.some(({ name }) => name === entry.undo['name']);
}

async function completeRenewal(
  { id, machine, undo }: JournalEntry,
  { keeper, log }: Recovery,
): Promise<boolean> {
  const before = undo['fingerprintBefore'];
  if (machine === undefined || typeof before !== 'string') return false;
  try {
    // As a step of the machine's own, so that nothing else is done to it meanwhile.
    const step = await keeper.act(machine, 'renew-certificate', async (hands, job) => {
      const resumed = await resumeRenewal(hands, job, { id, before });
      return (
        resumed ?? { kind: 'failed', text: 'no exchange of the certificate is under way in the machine' }
      );
    });
    return step?.result.kind === 'done';
  } catch (error) {
    log.warn(`${machine}: the exchange of the certificate could not be taken up: ${messageOf(error)}`);
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
