import { decide, type Decision, type StepName } from './decide.ts';
import type { Facts } from './facts.ts';

/** The world as it should be after a step that works: what a dry run and the termination test go by. */
function hope(facts: Facts, does: StepName): Facts {
  switch (does) {
    case 'add-forward':
    case 'replace-forward':
      return { ...facts, forward: 'answers' };
    case 'repair-route':
    case 'restore-address':
      return { ...facts, route: 'own', direct: 'answers', held: true };
    case 'renew-certificate':
      return { ...facts, certificate: 'good' };
  }
}

/** What would be done from here, one after the other, if every step worked. Waiting for quiet is skipped. */
export function foresee(facts: Facts): readonly Decision[] {
  const decisions: Decision[] = [];
  let next: Facts = { ...facts, quiet: true, held: true };
  for (;;) {
    const decision = decide(next);
    decisions.push(decision);
    // Each kind of step is due once at most when it works: the fifth decision is a rest at the latest.
    if (decision.outcome.kind === 'rest' || decisions.length > 8) return decisions;
    next = hope(next, decision.outcome.does);
  }
}
