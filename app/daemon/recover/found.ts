import type { JournalEntry } from '../../ports.ts';
import type { Act, DeedName } from '../../reconcile/workbench.ts';
import type { StepResult } from '../../reconcile/steps/step.ts';
import type { UndoParts } from '../undo/plan.ts';

/** What the world says of a change that a crash cut in two, after what was left to do for it has been done. */
export type Found =
  /** The change stands, or has been finished. */
  | { readonly kind: 'made'; readonly text: string }
  /** Nothing of it is there, or somebody changed the same thing since. */
  | { readonly kind: 'not-made'; readonly text: string }
  /** Half of it was there, and has been taken back. */
  | { readonly kind: 'put-back'; readonly text: string }
  /** It could not be looked at, or neither finished nor taken back: it stays open and is looked at again. */
  | { readonly kind: 'open'; readonly text: string };

export interface Cut {
  readonly parts: UndoParts;
  readonly entry: JournalEntry;
  /** All entries, oldest first. */
  readonly all: readonly JournalEntry[];
}

export const made = (text: string): Found => ({ kind: 'made', text });
export const notMade = (text: string): Found => ({ kind: 'not-made', text });
export const putBack = (text: string): Found => ({ kind: 'put-back', text });
export const open = (text: string): Found => ({ kind: 'open', text });

/**
 * Looks and acts as a step of the machine's own, so that the loop does nothing to it meanwhile. `look` answers what it
 * found; a machine that is in no store any more is an answer too.
 */
export async function asStep(
  { parts, entry }: Cut,
  does: DeedName,
  look: (...args: Parameters<Act>) => Promise<Found>,
): Promise<Found> {
  const { machine = '' } = entry;
  const seen: Found[] = [];
  const step = await parts.keeper.act(machine, does, async (hands, job): Promise<StepResult> => {
    const found = await look(hands, job);
    seen.push(found);
    return { kind: found.kind === 'made' ? 'done' : 'failed', text: found.text };
  });
  const [found] = seen;
  if (found !== undefined) return found;
  // A store that cannot be read hides its machines; they are not gone for that.
  const isKnown = parts.keeper.observation?.stores.kind === 'read';
  if (step === undefined)
    return isKnown ? notMade(`the machine ${machine} is in no store any more`) : open('no store can be read');
  return open(step.result.text);
}
