import { useCallback, useEffect, useState } from 'preact/hooks';
import type { DoctorResult } from '../../shared/control/doctor.ts';
import type { Bridge } from '../../shared/panel.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { outcomeOfFailure, type Outcome } from '../model/action.ts';
import { outcomeOfMending } from '../model/doctor.ts';

export interface DoctorInUse {
  /** What was found last; it stays while the doctor looks again, so that nothing jumps. */
  readonly result: DoctorResult | undefined;
  readonly busy: 'looking' | 'mending' | undefined;
  readonly outcome: Outcome | undefined;
  readonly look: () => Promise<void>;
  readonly mend: (consent: boolean) => Promise<void>;
}

/** Examines when the page is opened, and again when other things are wrong than before. */
export function useDoctor(bridge: Bridge, snapshot: Snapshot): DoctorInUse {
  const [result, setResult] = useState<DoctorResult>();
  const [busy, setBusy] = useState<DoctorInUse['busy']>();
  const [outcome, setOutcome] = useState<Outcome>();
  const look = useCallback(async () => {
    setBusy('looking');
    const answer = await bridge.doctor({});
    if (answer.kind === 'ok') setResult(answer.value);
    else setOutcome(outcomeOfFailure(answer.failure));
    setBusy(undefined);
  }, [bridge]);
  const mend = useCallback(
    async (consent: boolean) => {
      setBusy('mending');
      setOutcome(undefined);
      const answer = await bridge.mend({ consent });
      if (answer.kind === 'ok') setResult(answer.value.after);
      setOutcome(answer.kind === 'ok' ? outcomeOfMending(answer.value) : outcomeOfFailure(answer.failure));
      setBusy(undefined);
    },
    [bridge],
  );
  const wrong = snapshot.advisories.map(({ code, machine }) => `${code} ${machine ?? ''}`).join(',');
  const { startedAt } = snapshot.daemon;
  useEffect(() => void look(), [look, wrong, startedAt]);
  return { result, busy, outcome, look, mend };
}
