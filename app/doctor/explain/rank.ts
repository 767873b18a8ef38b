import type { SymptomId } from '../catalogue/catalogue.ts';
import type { Hint } from './phrases.ts';
import type { Present } from './present.ts';

export interface Ranked {
  readonly hint: Hint;
  readonly present: Present;
}

const tiers = { exact: 30, likely: 20, possible: 10 } as const;

/** Says only that something inside went wrong; what is inside comes first. */
const wrappers: ReadonlySet<SymptomId> = new Set(['ENV_TLS_CHECK']);

/** Not in the message, but so on this computer, and then the better answer to packets that never come back. */
const silent: readonly SymptomId[] = [
  'ENV_STALE_IP',
  'SUBNET_OVERLAP',
  'EXIT_NODE_BREAKS_VM_IP',
  'LOCAL_NETWORK_PRIVACY',
];

/** Best first: by what the message says, and among several meanings of it by what is so on this computer. */
export function rank(hints: readonly Hint[], presentOf: (id: SymptomId) => Present): readonly Ranked[] {
  const best = new Map<SymptomId, Hint>();
  for (const hint of hints) {
    const before = best.get(hint.id);
    if (before === undefined || said(hint) > said(before)) best.set(hint.id, hint);
  }
  const timeout = best.get('GUEST_TIMEOUT_VPN');
  if (timeout !== undefined)
    for (const id of silent)
      if (!best.has(id) && presentOf(id).now === 'yes')
        best.set(id, { id, certainty: 'possible', weight: 1, quote: timeout.quote });
  return [...best.values()]
    .map((hint) => ({ hint, present: presentOf(hint.id) }))
    .sort((one, other) => scoreOf(other) - scoreOf(one));
}

function said({ id, certainty, weight }: Hint): number {
  return (wrappers.has(id) ? 5 : tiers[certainty]) + weight;
}

/** What a message says exactly stays first; the computer decides among the rest. */
function scoreOf({ hint, present }: Ranked): number {
  if (hint.certainty === 'exact' && !wrappers.has(hint.id))
    return 100 + hint.weight + (present.now === 'yes' ? 0.5 : 0);
  return said(hint) + { yes: 16, unknown: 0, no: -6 }[present.now];
}
