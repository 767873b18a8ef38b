import type { Sight } from '../shared/panel.ts';
import type { Situation } from './situation.ts';
import { sentenceOf } from './tray-menu.ts';

/** The page's view of a situation: a snapshot, or why there is none. */
export function sightOf(situation: Situation): Sight {
  if (situation.kind === 'known') return { kind: 'snapshot', snapshot: situation.snapshot };
  const message = sentenceOf(situation);
  switch (situation.kind) {
    case 'starting':
      return { kind: 'away', failure: { code: 'starting', message, retryable: true } };
    case 'stopped':
      return { kind: 'away', failure: { code: 'no-daemon', message, retryable: true } };
    case 'trouble': {
      const { code, hint } = situation;
      return {
        kind: 'away',
        failure: { code, message, ...(hint === undefined ? {} : { hint }), retryable: true },
      };
    }
  }
}
