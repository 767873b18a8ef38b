import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ReportResult } from '../../shared/control/doctor.ts';
import type { Answer, Bridge } from '../../shared/panel.ts';
import { Card } from './card.tsx';
import { Command } from './copy.tsx';

/** Packs what a bug report needs, says where it is, and leads there. */
export function Report({ bridge }: { readonly bridge: Bridge }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<ReportResult>>();
  const pack = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setAnswer(await bridge.report({}));
    setBusy(false);
  };
  return (
    <Card title="Report" id="report">
      <p class="dim">
        One archive for a bug report: states, decisions, routes, findings and the log, without keys, names and
        addresses.
      </p>
      <div class="buttons">
        <button type="button" aria-disabled={busy} onClick={() => void pack()}>
          {busy ? 'Packing…' : 'Write a report'}
        </button>
        {answer?.kind === 'ok' && <Reveal bridge={bridge} />}
      </div>
      <div role="status">{answer !== undefined && !busy && <Written answer={answer} />}</div>
    </Card>
  );
}

function Written({ answer }: { readonly answer: Answer<ReportResult> }): JSX.Element {
  if (answer.kind === 'failed')
    return (
      <p class="warn">
        {answer.failure.message} {answer.failure.hint !== undefined && <code>{answer.failure.hint}</code>}
      </p>
    );
  const { file, bytes, parts, missing } = answer.value;
  return (
    <div class="written">
      <p>
        Written: {parts.length} parts, {Math.max(1, Math.round(bytes / 1024))} KB.
        {missing.length > 0 && ` Not to be had: ${missing.join(', ')}.`}
      </p>
      <Command text={file} />
    </div>
  );
}

/** The app shows it in the Finder; a browser, which may be on another computer, fetches it. */
function Reveal({ bridge }: { readonly bridge: Bridge }): JSX.Element | null {
  const { app, reportLink } = bridge;
  if (app !== undefined)
    return (
      <button type="button" class="quiet" onClick={() => void app.revealReport()}>
        Show in Finder
      </button>
    );
  if (reportLink === undefined) return null;
  return (
    <a class="quiet" href={reportLink} download>
      Download
    </a>
  );
}
