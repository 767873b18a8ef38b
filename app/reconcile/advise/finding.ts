import { advisories, type AdvisoryCode } from '../../../shared/advisory.ts';
import type { Advisory } from '../../../shared/snapshot.ts';
import type { Decision } from '../decide.ts';
import type { Facts } from '../facts.ts';
import type { MachineMemory } from '../memory.ts';
import type { MachineObservation, Observation } from '../observation.ts';

/** An advisory before it has an age. */
export type Finding = Omit<Advisory, 'since'>;

export interface Assessed {
  readonly seen: MachineObservation;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly memory: MachineMemory;
  /** The monotonic time from which on time alone makes these facts others; undefined when it does not. */
  readonly changesAt?: number | undefined;
}

export interface AdviseContext {
  readonly observation: Observation;
  /** Name of the VPN, or "a VPN", or undefined when none is up. */
  readonly vpn: string | undefined;
  /** The VPN that dropped lately because a VM's network appeared. */
  readonly reconnected: string | undefined;
  readonly permission: 'granted' | 'refused' | 'unknown';
  readonly renewDaysBefore: number;
}

export interface Details {
  readonly evidence?: readonly (string | undefined)[];
  readonly fix?: Finding['fix'];
}

export type Say = (code: AdvisoryCode, sentence: string, details?: Details) => void;

/** Collects findings about one machine, or, without a name, about the whole computer. */
export function sayInto(findings: Finding[], machine?: string): Say {
  return (code, sentence, { evidence = [], fix } = {}) => {
    findings.push({
      code,
      severity: advisories[code].severity,
      title: advisories[code].title,
      ...(machine === undefined ? {} : { machine }),
      sentence,
      evidence: evidence.filter((line) => line !== undefined),
      ...(fix === undefined ? {} : { fix }),
    });
  };
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
