import type { JSX } from 'preact';
import type { Consent } from '../model/consent.ts';
import { Sheet } from './sheet.tsx';

interface ConsentProps {
  readonly consent: Consent;
  readonly agree: () => void;
  readonly leave: () => void;
}

/** Asked before an engine restarts. The harmless answer comes first and has the focus. */
export function ConsentSheet({ consent, agree, leave }: ConsentProps): JSX.Element {
  const { containers, machine } = consent;
  const count = containers.length === 1 ? '1 running container' : `${containers.length} running containers`;
  return (
    <Sheet title={`Restart Docker in ${machine}?`} leave={leave}>
      <p>{consent.reason}</p>
      {containers.length > 0 ? (
        <>
          <p>The restart stops {count}:</p>
          <ul class="containers" tabIndex={0} aria-label="Containers that would stop">
            {containers.map(({ name, image }) => (
              <li key={name}>
                <strong class="cut" title={name}>
                  {name}
                </strong>
                <span class="dim cut" title={image}>
                  {image}
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>Which containers it would stop is not known.</p>
      )}
      <p class="dim">Those with a restart policy come back by themselves; the others stay stopped.</p>
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
