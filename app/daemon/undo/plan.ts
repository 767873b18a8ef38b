import type { LiveSettings } from '../live-settings.ts';
import type { DockerContexts, JournalEntry } from '../../ports.ts';
import type { PublishedPorts } from '../../published/published-ports.ts';
import type { Keeper } from '../../reconcile/keeper.ts';
import type { Remembered } from '../../reconcile/remembered.ts';
import type { Hands } from '../../reconcile/steps/step.ts';

/** What undoing an entry of the journal would take, judged by the world as it is now. Planning changes nothing. */
export type Plan =
  | { readonly kind: 'act'; readonly text: string; readonly act: () => Promise<Acted> }
  /** It is as it was before already: nothing is left to put back. */
  | { readonly kind: 'nothing'; readonly text: string }
  /** Somebody changed it since, or it is not ours: it stays. */
  | { readonly kind: 'changed'; readonly text: string }
  | { readonly kind: 'consent'; readonly text: string }
  | { readonly kind: 'cannot'; readonly text: string };

/** `ok` only after reading back. */
export interface Acted {
  readonly ok: boolean;
  readonly text: string;
  /** Containers would stop, and nobody agreed to it. */
  readonly asks?: true;
}

export interface UndoParts {
  readonly keeper: Keeper;
  readonly hands: Hands;
  readonly live: LiveSettings;
  readonly contexts: DockerContexts;
  readonly remembered: Remembered;
  /** What is open on this computer for containers; nothing is when this process is no daemon. */
  readonly ports: Pick<PublishedPorts, 'isOpen' | 'withhold'>;
}

export interface UndoRequest {
  readonly entry: JournalEntry;
  /** All entries, oldest first: a later change of ours to the same thing is no stranger's. */
  readonly all: readonly JournalEntry[];
  /** What is to be undone together with it, itself among them, newest first. */
  readonly chosen: readonly JournalEntry[];
  readonly restartEngine: boolean;
}

export function isOpen({ state }: JournalEntry): boolean {
  return state === 'done' || state === 'begun';
}

export const nothing = (text: string): Plan => ({ kind: 'nothing', text });
export const changed = (text: string): Plan => ({ kind: 'changed', text });
export const cannot = (text: string): Plan => ({ kind: 'cannot', text });
