import type { JSX } from 'preact';
import type { Bridge } from '../../shared/panel.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { changeDays, hasUndoable, type ChangeLine, type Which } from '../model/changes.ts';
import { Card } from './card.tsx';
import { OutcomeLine } from './outcome.tsx';
import { UndoSheet } from './undo-sheet.tsx';
import { useChanges } from './use-changes.ts';

interface ChangesPageProps {
  readonly bridge: Bridge;
  readonly snapshot: Snapshot;
  readonly now: number;
}

/** Every change Fairlead made to this computer and the machines, and the way back. */
export function ChangesPage({ bridge, snapshot, now }: ChangesPageProps): JSX.Element {
  const { journal, busy, outcome, question, preview, agree, leave } = useChanges(bridge, snapshot);
  const canUndo = !busy && journal !== undefined && hasUndoable(journal);
  const ask = (which: Which): void => {
    if (canUndo) void preview(which);
  };
  return (
    <Card title="What was changed" id="changes">
      <p class="dim">
        Each change was written down before it was made, with what was there before. Undoing shows first what
        it would do.
      </p>
      <div class="buttons">
        <button type="button" aria-disabled={!canUndo} onClick={() => ask('last')}>
          Undo the last…
        </button>
        <button type="button" aria-disabled={!canUndo} onClick={() => ask('all')}>
          Undo all…
        </button>
      </div>
      <OutcomeLine
        id="changes-outcome"
        doing={busy ? 'Looking at what is there now…' : undefined}
        outcome={outcome}
        intent=""
      />
      {journal?.length === 0 && <p class="dim">Nothing has been changed.</p>}
      {journal !== undefined && journal.length > 0 && (
        <div class="timeline changes" tabIndex={0} role="group" aria-label="Changes, newest first">
          {changeDays(journal, { now }).map((day) => (
            <section key={day.title}>
              <h3>{day.title}</h3>
              <ol>
                {day.lines.map((line) => (
                  <ChangeItem key={line.id} line={line} undo={() => ask([line.id])} />
                ))}
              </ol>
            </section>
          ))}
        </div>
      )}
      {question !== undefined && (
        <UndoSheet question={question} snapshot={snapshot} agree={() => void agree()} leave={leave} />
      )}
    </Card>
  );
}

function ChangeItem({ line, undo }: { readonly line: ChangeLine; readonly undo: () => void }): JSX.Element {
  const { at, clock, machine, description, state, stand, undoable, undo: words } = line;
  return (
    <li class={`change ${state}`}>
      <time dateTime={at}>{clock}</time>
      <div>
        <p>
          {machine !== undefined && <span class="dim">{machine}: </span>}
          {description}
        </p>
        <p class="dim">
          {stand}
          {state === 'done' || state === 'begun' ? `; ${undoable ? 'undo' : 'no undo'}: ${words}` : ''}
        </p>
      </div>
      {undoable && (
        <button type="button" class="quiet" aria-label={`Undo: ${description}`} onClick={undo}>
          Undo…
        </button>
      )}
    </li>
  );
}
