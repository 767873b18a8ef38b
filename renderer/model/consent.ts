import type { Snapshot } from '../../shared/snapshot.ts';

/** What must be agreed to before an engine restarts. */
export interface Consent {
  readonly machine: string;
  readonly reason: string;
  readonly containers: readonly { readonly name: string; readonly image: string }[];
  /** Machines beside it that need no consent are mended by the same button. */
  readonly command: string;
}

/** The machine whose engine waits for a person's word, if there is one. */
export function consentOf(snapshot: Snapshot, wanted?: string): Consent | undefined {
  const asking = snapshot.advisories.find(
    ({ code, machine }) =>
      code === 'consent-needed' && machine !== undefined && (wanted === undefined || wanted === machine),
  );
  if (asking?.machine === undefined) return undefined;
  const view = snapshot.machines.find(({ name }) => name === asking.machine);
  return {
    machine: asking.machine,
    reason: asking.sentence,
    containers: (view?.engine?.containers ?? []).map(({ name, image }) => ({ name, image })),
    command: asking.fix?.command ?? `fairlead fix ${asking.machine} --restart-engine`,
  };
}
