import type { JSX } from 'preact';
import type { Snapshot } from '../../shared/snapshot.ts';
import { undoneWords, willDo } from '../model/changes.ts';
import { stoppedBy } from '../model/doctor.ts';
import { Containers } from './containers.tsx';
import { Sheet } from './sheet.tsx';
import type { Question } from './use-changes.ts';

interface UndoSheetProps {
  readonly question: Question;
  readonly snapshot: Snapshot;
  readonly agree: () => void;
  readonly leave: () => void;
}

/** What undoing would do, entry by entry; or, after it, what is left because containers would stop. */
export function UndoSheet({ question, snapshot, agree, leave }: UndoSheetProps): JSX.Element {
  const { result, restart } = question;
  const entries = restart ? result.entries.filter(({ outcome }) => outcome === 'consent') : result.entries;
  const mayAgree = restart || willDo(result);
  return (
    <Sheet title={restart ? 'Restart Docker to undo the rest?' : 'What undoing would do'} leave={leave}>
      <p>{result.sentence}</p>
      <ol class="plan" tabIndex={0} aria-label="Changes to undo">
        {entries.map(({ id, description, outcome, text }) => (
          <li key={id}>
            <p>
              <strong>{description}</strong>
            </p>
            <p class={outcome === 'would' || outcome === 'undone' ? 'dim' : 'warn'}>
              {undoneWords[outcome]}: {text}
            </p>
          </li>
        ))}
      </ol>
      {restart && <Containers containers={stoppedBy(snapshot, [])} />}
      <div class="sheet-buttons">
        <button type="button" autofocus onClick={leave}>
          {mayAgree ? 'Not now' : 'Close'}
        </button>
        {mayAgree && (
          <button type="button" class={restart ? 'primary danger' : 'primary'} onClick={agree}>
            {restart ? 'Restart and undo' : 'Undo'}
          </button>
        )}
      </div>
    </Sheet>
  );
}
