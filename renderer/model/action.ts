import type { FixResult } from '../../shared/control/contract.ts';
import type { PanelFailure } from '../../shared/panel.ts';
import type { MachineView, Snapshot } from '../../shared/snapshot.ts';
import { capital } from './words.ts';

/** The one button. */
export interface Action {
  readonly does: 'fix' | 'restore' | 'look' | 'nothing';
  readonly label: string;
  /** What it will do, for whoever hovers or listens. */
  readonly meaning: string;
}

export function actionOf(snapshot: Snapshot): Action {
  switch (snapshot.state) {
    case 'broken':
      return {
        does: 'fix',
        label: 'Fix',
        meaning: 'Brings Docker back now, and tries again what had been given up.',
      };
    case 'degraded':
      return isDetour(snapshot)
        ? { does: 'restore', label: 'Restore', meaning: 'Puts the route and the direct path back now.' }
        : { does: 'fix', label: 'Fix', meaning: 'Mends what is named below.' };
    case 'working':
      return { does: 'nothing', label: 'Working…', meaning: 'Fairlead is at it.' };
    case 'off':
      return { does: 'look', label: 'Look again', meaning: 'Looks for machines now.' };
    case 'ok':
      return {
        does: 'nothing',
        label: 'Nothing to do',
        meaning: 'Fairlead watches, and speaks up when something changes.',
      };
  }
}

function isDetour(snapshot: Snapshot): boolean {
  return detourOf(snapshot) !== undefined;
}

function detourOf({ machines }: Snapshot): MachineView | undefined {
  return machines.find(({ path }) => path === 'forward' || path === 'tunnel');
}

/** The step that is being taken, while one is. */
export function doingOf({ machines }: Snapshot): string | undefined {
  const busy = machines.find(({ working }) => working !== undefined);
  if (busy?.working === undefined) return undefined;
  const where = machines.length > 1 ? ` (${busy.name})` : '';
  return `${capital(busy.working)}${where}…`;
}

/** What came of it, in a line. */
export interface Outcome {
  readonly ok: boolean;
  readonly text: string;
  readonly hint?: string;
}

export function outcomeOf(result: FixResult): Outcome {
  const failed = result.steps.filter(({ ok }) => ok === false);
  const last = failed.at(-1);
  const detour = detourOf(result.snapshot);
  // A step that worked does not mean that it held: a VPN may have taken the route back since.
  const still = detour === undefined ? '' : `Still on a detour: ${detour.decision.because}.`;
  if (result.steps.length === 0)
    return {
      ok: result.ok,
      text: !result.ok ? result.sentence : still === '' ? 'There was nothing to be done.' : still,
    };
  if (last?.detail !== undefined && !result.ok)
    return { ok: false, text: `${result.sentence} ${last.detail}.` };
  const did = result.steps.filter(({ ok }) => ok === true).map(({ does }) => does);
  if (did.length === 0 && last !== undefined)
    return { ok: false, text: `It did not work: ${last.detail ?? last.does}.` };
  return { ok: result.ok, text: `Done: ${[...new Set(did)].join(', ')}. ${still}`.trim() };
}

export function outcomeOfFailure(failure: PanelFailure): Outcome {
  return { ok: false, text: failure.message, ...(failure.hint === undefined ? {} : { hint: failure.hint }) };
}
