import { FailureError } from '../../../shared/control/failure.ts';
import { nearest } from '../../../shared/nearest.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { DockerContexts, Journal, Log } from '../../ports.ts';
import type { Assessed } from '../../reconcile/advise/finding.ts';
import type { Keeper } from '../../reconcile/keeper.ts';
import type { Remembered } from '../../reconcile/remembered.ts';
import type { PublishedPorts } from '../../published/published-ports.ts';
import type { History } from '../../doctor/report/history.ts';
import type { Home } from '../../home/home.ts';
import type { Hands } from '../../reconcile/steps/step.ts';
import type { BesideParts } from '../beside.ts';
import type { LiveSettings } from '../live-settings.ts';

/** What the handlers work with. */
export interface Parts {
  readonly keeper: Keeper;
  /** Reopened under our feet when a tool's path changes, so it is asked for each time. */
  readonly hands: Hands;
  readonly settings: Settings;
  readonly remembered: Remembered;
  readonly log: Log;
  readonly live: LiveSettings;
  readonly journal: Journal;
  readonly contexts: DockerContexts;
  readonly beside: BesideParts;
  readonly ports: Pick<PublishedPorts, 'isOpen' | 'withhold'>;
  readonly home: Home;
  readonly history: History;
}

/** All machines, or the one of that name; throws FailureError with the names there are. */
export function choose(keeper: Keeper, name: string | undefined): readonly Assessed[] {
  const all = keeper.assessed;
  if (name === undefined) return all;
  const found = all.filter(({ seen }) => seen.machine.name === name);
  if (found.length > 0) return found;
  const broken = keeper.snapshot?.machines.find((machine) => machine.name === name);
  if (broken !== undefined)
    throw new FailureError('not-possible', `${name} cannot be used: ${broken.decision.because}`, {
      hint: 'fairlead ls',
    });
  const names = all.map(({ seen }) => seen.machine.name);
  const near = nearest(name, names);
  throw new FailureError('unknown-machine', `there is no machine "${name}"; ${thereIs(names)}`, {
    hint: near === undefined ? 'fairlead ls' : `did you mean ${near}?`,
  });
}

function thereIs(names: readonly string[]): string {
  if (names.length === 0) return 'there is none at all';
  return `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
}
