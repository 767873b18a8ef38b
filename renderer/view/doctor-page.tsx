import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DoctorResult } from '../../shared/control/doctor.ts';
import type { Bridge } from '../../shared/panel.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { checkLines, mendableOf, stoppedBy } from '../model/doctor.ts';
import { Card } from './card.tsx';
import { Explain } from './explain.tsx';
import { FindingItem } from './finding.tsx';
import { MendSheet } from './mend-sheet.tsx';
import { OutcomeLine } from './outcome.tsx';
import { Report } from './report.tsx';
import { useDoctor } from './use-doctor.ts';

interface DoctorPageProps {
  readonly bridge: Bridge;
  readonly snapshot: Snapshot;
}

/** What is wrong and what mends it, what a message means, and the archive for a bug report. */
export function DoctorPage({ bridge, snapshot }: DoctorPageProps): JSX.Element {
  return (
    <>
      <div class="main-column">
        <Findings bridge={bridge} snapshot={snapshot} />
      </div>
      <div class="side-column">
        <Explain bridge={bridge} />
        <Report bridge={bridge} />
      </div>
    </>
  );
}

function Findings({ bridge, snapshot }: DoctorPageProps): JSX.Element {
  const { result, busy, outcome, look, mend } = useDoctor(bridge, snapshot);
  const [asking, setAsking] = useState(false);
  const { now, withConsent } = result === undefined ? { now: [], withConsent: [] } : mendableOf(result);
  const canMend = now.length + withConsent.length > 0;
  const press = (): void => {
    if (busy !== undefined || !canMend) return;
    if (withConsent.length > 0) setAsking(true);
    else void mend(false);
  };
  const answer = (consent: boolean): void => {
    setAsking(false);
    void mend(consent);
  };
  return (
    <Card title="Findings" id="doctor" side={<span class="dim">{busy === 'looking' ? 'Looking…' : ''}</span>}>
      <p>{result?.sentence ?? 'The doctor looks at everything; this takes a few seconds.'}</p>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          aria-disabled={busy !== undefined || !canMend}
          aria-describedby="doctor-outcome"
          onClick={press}
        >
          {busy === 'mending' && <span class="spinner" aria-hidden="true" />}
          <span>{mendLabel(busy, canMend)}</span>
        </button>
        <button type="button" class="quiet" aria-disabled={busy !== undefined} onClick={() => void look()}>
          Examine again
        </button>
      </div>
      <OutcomeLine
        id="doctor-outcome"
        doing={busy === 'mending' ? 'Mending, and looking again…' : undefined}
        outcome={outcome}
        intent={intent(now.length, withConsent.length)}
      />
      {result !== undefined && result.findings.length > 0 && (
        <ul class="advisories">
          {result.findings.map((finding) => (
            <FindingItem key={`${finding.id} ${finding.machine ?? ''} ${finding.title}`} finding={finding} />
          ))}
        </ul>
      )}
      {result !== undefined && <Checks result={result} />}
      {asking && (
        <MendSheet
          findings={withConsent}
          containers={stoppedBy(snapshot, withConsent)}
          hasHarmless={now.length > 0}
          answer={answer}
          leave={() => setAsking(false)}
        />
      )}
    </Card>
  );
}

/** What pressing the button would do. */
function intent(harmless: number, interrupting: number): string {
  if (interrupting > 0) return 'Asks before anything that interrupts containers.';
  return harmless > 0 ? 'Mends what can be mended without interrupting a container.' : '';
}

function mendLabel(busy: 'looking' | 'mending' | undefined, canMend: boolean): string {
  if (busy === 'mending') return 'Working…';
  return canMend ? 'Fix' : 'Nothing to fix';
}

function Checks({ result }: { readonly result: DoctorResult }): JSX.Element {
  const lines = checkLines(result);
  return (
    <details>
      <summary>{lines.length} checks</summary>
      <ul class="checks" tabIndex={0} aria-label="Checks">
        {lines.map(({ name, state, reason }) => (
          <li key={name}>
            <span>{name}</span>
            <span class="dim" title={reason}>
              {state}
              {reason === '' ? '' : `: ${reason}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
