import type { Home } from '../home/home.ts';
import { sayInto, type Finding } from '../reconcile/advise/finding.ts';
import type { LiveSettings } from './live-settings.ts';

/** Says that settings.json is broken, for as long as it is. */
export function adviseSettings(live: LiveSettings, home: Home): readonly Finding[] {
  if (live.problem === undefined) return [];
  const findings: Finding[] = [];
  sayInto(findings)('settings-unreadable', `The last good settings stay in use: ${live.problem}.`, {
    evidence: [home.settings],
    fix: { label: 'See what applies', command: 'fairlead settings list' },
  });
  return findings;
}
