import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { FixResult } from '../../shared/control/contract.ts';
import type { Answer, Bridge } from '../../shared/panel.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { actionOf, doingOf, outcomeOf, outcomeOfFailure, type Outcome } from '../model/action.ts';
import { consentOf, type Consent } from '../model/consent.ts';
import { ConsentSheet } from './consent.tsx';
import { OutcomeLine } from './outcome.tsx';
import { PlanSheet } from './plan.tsx';

interface ActProps {
  readonly bridge: Bridge;
  readonly snapshot: Snapshot;
}

/** The one button, what it is doing, and what came of it. */
export function Act({ bridge, snapshot }: ActProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const [asking, setAsking] = useState<Consent>();
  const [plan, setPlan] = useState<FixResult>();
  const action = actionOf(snapshot);
  const doing = doingOf(snapshot);
  // An answer is judged by what is known when it comes, not when it was asked for.
  const newest = useRef(snapshot);
  newest.current = snapshot;

  const settle = (answer: Answer<FixResult>): void => {
    const consent =
      answer.kind === 'failed' && answer.failure.code === 'consent-needed'
        ? consentOf(newest.current)
        : undefined;
    setAsking(consent);
    if (consent !== undefined) return;
    setOutcome(answer.kind === 'ok' ? outcomeOf(answer.value) : outcomeOfFailure(answer.failure));
  };
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setOutcome(undefined);
    await work();
    setBusy(false);
  };
  const fix = (restart?: string): Promise<void> =>
    run(async () =>
      settle(await bridge.fix(restart === undefined ? {} : { machine: restart, restartEngine: true })),
    );
  const press = (): void => {
    if (busy || action.does === 'nothing') return;
    const consent = consentOf(snapshot);
    if (action.does === 'look') void run(() => bridge.look({}));
    else if (consent === undefined) void fix();
    else setAsking(consent);
  };
  const preview = async (): Promise<void> => {
    if (busy) return;
    await run(async () => {
      const answer = await bridge.fix({ dryRun: true });
      if (answer.kind === 'ok') setPlan(answer.value);
      else setOutcome(outcomeOfFailure(answer.failure));
    });
  };

  const isIdle = action.does === 'nothing' && !busy;
  return (
    <div class="act">
      <div class="buttons">
        <button
          type="button"
          class={`primary ${action.does}`}
          aria-disabled={busy || isIdle}
          aria-describedby="outcome"
          title={action.meaning}
          onClick={press}
        >
          {(busy || snapshot.state === 'working') && <span class="spinner" aria-hidden="true" />}
          <span>{busy ? 'Working…' : action.label}</span>
        </button>
        {(action.does === 'fix' || action.does === 'restore') && (
          <button type="button" class="quiet" aria-disabled={busy} onClick={() => void preview()}>
            What would it do?
          </button>
        )}
      </div>
      <OutcomeLine
        id="outcome"
        doing={doing ?? (busy ? 'Looking…' : undefined)}
        said={busy ? 'Working…' : ''}
        outcome={outcome}
        intent={action.meaning}
      />
      {asking !== undefined && (
        <ConsentSheet
          consent={asking}
          agree={() => {
            setAsking(undefined);
            void fix(asking.machine);
          }}
          leave={() => setAsking(undefined)}
        />
      )}
      {plan !== undefined && <PlanSheet plan={plan} leave={() => setPlan(undefined)} />}
    </div>
  );
}
