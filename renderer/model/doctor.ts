import type { DoctorResult, Finding, MendResult, Remedy } from '../../shared/control/doctor.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Outcome } from './action.ts';

/** What the Fix button of the doctor's page could do. */
export interface Mendable {
  readonly now: readonly Finding[];
  /** These interrupt containers, so they wait for a person's word. */
  readonly withConsent: readonly Finding[];
}

export function mendableOf(result: DoctorResult): Mendable {
  return {
    now: result.findings.filter(({ mends }) => mends === 'now'),
    withConsent: result.findings.filter(({ mends }) => mends === 'with-consent'),
  };
}

/** What a restart would stop, as far as it is known. */
export function stoppedBy(
  snapshot: Snapshot,
  findings: readonly Finding[],
): readonly { readonly name: string; readonly image: string }[] {
  const named = new Set(findings.flatMap(({ machine }) => (machine === undefined ? [] : [machine])));
  return snapshot.machines
    .filter(({ name }) => named.size === 0 || named.has(name))
    .flatMap(({ engine }) => engine?.containers ?? [])
    .map(({ name, image }) => ({ name, image }));
}

export function outcomeOfMending({ mended, awaitingConsent, after }: MendResult): Outcome {
  const failed = mended.find(({ ok }) => !ok);
  if (failed !== undefined) return { ok: false, text: failed.sentence };
  if (mended.length === 0)
    return awaitingConsent.length > 0
      ? { ok: false, text: 'The rest interrupts containers, and waits for your word.' }
      : { ok: after.ok, text: after.sentence };
  return { ok: after.ok, text: `Done: ${[...new Set(mended.map(({ sentence }) => sentence))].join(' ')}` };
}

/** What to know before typing a remedy. */
export function remedyMarks({ needsRoot, disruptive }: Remedy): readonly string[] {
  return [...(needsRoot ? ['asks for your password'] : []), ...(disruptive ? ['interrupts containers'] : [])];
}

/** Checks in words, those that found something or could not look first. */
export function checkLines({ checks }: DoctorResult): readonly {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
}[] {
  const order = { found: 0, unchecked: 1, fine: 2, 'not-applicable': 3 } as const;
  const words = {
    found: 'found something',
    unchecked: 'could not look',
    fine: 'fine',
    'not-applicable': 'does not apply',
  };
  return [...checks]
    .sort((a, b) => order[a.state] - order[b.state])
    .map(({ name, state, reason }) => ({ name, state: words[state], reason: reason ?? '' }));
}
