import { adviseCertificate } from './certificate.ts';
import { adviseEngine } from './engine.ts';
import { sayInto, type AdviseContext, type Assessed, type Finding } from './finding.ts';
import { adviseRoute } from './route.ts';

/** Everything that is wrong with one machine now. A full tunnel with nothing wrong says nothing. */
export function adviseMachine(assessed: Assessed, context: AdviseContext): readonly Finding[] {
  const { seen, facts } = assessed;
  if (facts.vm !== 'running' && facts.vm !== 'unknown') return [];
  const findings: Finding[] = [];
  const say = sayInto(findings, seen.machine.name);
  adviseRoute(assessed, context, say);
  adviseCertificate(assessed, context, say);
  adviseEngine(assessed, say);
  return findings;
}
