import type { JSX } from 'preact';
import type { Consent } from '../model/consent.ts';
import { Containers } from './containers.tsx';
import { Sheet } from './sheet.tsx';

interface ConsentProps {
  readonly consent: Consent;
  readonly agree: () => void;
  readonly leave: () => void;
}

/** Asked before an engine restarts. The harmless answer comes first and has the focus. */
export function ConsentSheet({ consent, agree, leave }: ConsentProps): JSX.Element {
  return (
    <Sheet title={`Restart Docker in ${consent.machine}?`} leave={leave}>
      <p>{consent.reason}</p>
      <Containers containers={consent.containers} />
      <div class="sheet-buttons">
        <button type="button" autofocus onClick={leave}>
          Not now
        </button>
        <button type="button" class="primary danger" onClick={agree}>
          Restart Docker
        </button>
      </div>
    </Sheet>
  );
}
