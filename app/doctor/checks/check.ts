import type { Finding } from '../../../shared/control/doctor.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { symptomOf, type SymptomId } from '../catalogue/catalogue.ts';
import { filledRemedies } from '../explain/fill.ts';
import type { Scene } from './scene.ts';

/** One thing to look at. `applies` says why not, and then nothing is looked at. */
export interface Check {
  readonly name: string;
  applies(scene: Scene): true | string;
  /** Throws when it cannot be checked; the message says why. */
  look(scene: Scene): Promise<readonly Found[]>;
}

export interface Found {
  readonly id: SymptomId;
  readonly sentence: string;
  readonly machine?: string;
  readonly severity?: Finding['severity'];
  readonly evidence?: readonly string[];
  readonly mends?: Finding['mends'];
  /** For the commands: the file, interface or port it is about. */
  readonly path?: string;
  readonly interface?: string;
  /** A host-only adapter that may go. */
  readonly unused?: string;
  /** A NAT rule that may go. */
  readonly rule?: string;
  readonly port?: number;
  readonly address?: string;
}

export const always = (): true => true;

export function toFinding(found: Found, snapshot: Snapshot): Finding {
  const { id, machine, sentence, path, port, address } = found;
  const symptom = symptomOf(id);
  const named = {
    ...(machine === undefined ? {} : { machine }),
    ...(path === undefined ? {} : { path }),
    ...(port === undefined ? {} : { port }),
    ...(address === undefined ? {} : { address }),
    ...(found.interface === undefined ? {} : { interface: found.interface }),
    ...(found.unused === undefined ? {} : { unused: found.unused }),
    ...(found.rule === undefined ? {} : { rule: found.rule }),
  };
  return {
    id,
    severity: found.severity ?? 'warning',
    ...(machine === undefined ? {} : { machine }),
    title: symptom.title,
    sentence,
    evidence: [...(found.evidence ?? [])],
    remedies: [...filledRemedies(symptom.remedies, named, snapshot)],
    links: [...symptom.links],
    mends: found.mends ?? 'no',
  };
}
