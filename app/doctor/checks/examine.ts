import type { CheckResult, DoctorResult, Finding } from '../../../shared/control/doctor.ts';
import { advisedFindings } from './advised.ts';
import { toFinding, type Check } from './check.ts';
import { computerChecks } from './computer.ts';
import { natChecks } from './nat.ts';
import { guestChecks } from './guest.ts';
import type { Scene } from './scene.ts';
import { namesChecks } from './names.ts';
import { stateChecks } from './states.ts';
import { storeChecks } from './store.ts';
import { accountedFor } from './supersede.ts';
import { vmChecks } from './vm.ts';

export const checks: readonly Check[] = [
  ...storeChecks,
  ...vmChecks,
  ...stateChecks,
  ...natChecks,
  ...computerChecks,
  ...guestChecks,
  ...namesChecks,
];

/** The longest a single check may take; SSH into a machine that hangs is the slowest of them. */
const longestMs = 8000;

/** Does every check, each for itself: one that fails or hangs hides nothing of the others. */
export async function examine(scene: Scene, list: readonly Check[] = checks): Promise<DoctorResult> {
  const done = await Promise.all(list.map((check) => carryOut(check, scene)));
  const advised = advisedFindings(scene.snapshot);
  const results: CheckResult[] = [
    {
      name: 'what the daemon watches: routes, paths, certificates, ports',
      state: advised.length > 0 ? 'found' : 'fine',
    },
    ...done.map(({ result }) => result),
  ];
  return conclude([...advised, ...done.flatMap(({ findings }) => findings)], results);
}

/** Worst first, each symptom of a machine once. */
export function conclude(all: readonly Finding[], results: readonly CheckResult[]): DoctorResult {
  const order = ['error', 'warning', 'info'];
  const once = new Map<string, Finding>();
  for (const finding of all) {
    const key = `${finding.id} ${finding.machine ?? ''}`;
    const before = once.get(key);
    once.set(
      key,
      before === undefined
        ? finding
        : {
            ...before,
            // Who looked closer may know a remedy that the first did not.
            mends: before.mends === 'no' ? finding.mends : before.mends,
            evidence: [...before.evidence, finding.sentence],
          },
    );
  }
  const findings = [...accountedFor([...once.values()])].sort(
    (one, other) => order.indexOf(one.severity) - order.indexOf(other.severity),
  );
  const wrong = findings.filter(({ severity }) => severity !== 'info').length;
  const unchecked = results.filter(({ state }) => state === 'unchecked').length;
  const blind = unchecked === 0 ? '' : `; ${unchecked} of ${results.length} checks could not be done`;
  const sentence =
    wrong === 0
      ? `Nothing is wrong${findings.length > 0 ? ', with remarks' : ''}${blind}.`
      : `${wrong === 1 ? 'One thing is' : `${wrong} things are`} wrong${blind}.`;
  return { ok: wrong === 0, sentence, findings, checks: [...results] };
}

async function carryOut(
  check: Check,
  scene: Scene,
): Promise<{ result: CheckResult; findings: readonly Finding[] }> {
  const { name } = check;
  const applies = check.applies(scene);
  if (applies !== true) return { result: { name, state: 'not-applicable', reason: applies }, findings: [] };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${longestMs / 1000} s`)), longestMs);
  });
  try {
    const found = await Promise.race([check.look(scene), late]);
    return {
      result: { name, state: found.length > 0 ? 'found' : 'fine' },
      findings: found.map((one) => toFinding(one, scene.snapshot)),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      result: { name, state: 'unchecked', reason: `could not be checked, because ${reason}` },
      findings: [],
    };
  } finally {
    clearTimeout(timer);
  }
}
