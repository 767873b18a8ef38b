import type { JSX } from 'preact';
import type { Finding } from '../../shared/control/doctor.ts';
import { Containers } from './containers.tsx';
import { Sheet } from './sheet.tsx';

interface MendSheetProps {
  readonly findings: readonly Finding[];
  readonly containers: readonly { readonly name: string; readonly image: string }[];
  /** Whether something is left to mend without consent. */
  readonly hasHarmless: boolean;
  readonly answer: (consent: boolean) => void;
  readonly leave: () => void;
}

/** Asked before the doctor mends what interrupts containers. */
export function MendSheet({ findings, containers, hasHarmless, answer, leave }: MendSheetProps): JSX.Element {
  return (
    <Sheet title="Fix what interrupts containers, too?" leave={leave}>
      <ul class="asking">
        {findings.map(({ id, machine, sentence }) => (
          <li key={`${id} ${machine ?? ''}`}>{sentence}</li>
        ))}
      </ul>
      <Containers containers={containers} />
      <div class="sheet-buttons">
        <button type="button" autofocus onClick={leave}>
          Not now
        </button>
        {hasHarmless && (
          <button type="button" onClick={() => answer(false)}>
            Only what is harmless
          </button>
        )}
        <button type="button" class="primary danger" onClick={() => answer(true)}>
          Fix all
        </button>
      </div>
    </Sheet>
  );
}
