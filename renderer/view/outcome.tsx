import type { JSX } from 'preact';
import type { Outcome } from '../model/action.ts';

interface OutcomeLineProps {
  readonly id: string;
  /** What is being done, while something is. */
  readonly doing: string | undefined;
  /** The sentence above says it too, and is read out: then this is only looked at. */
  readonly isSaid?: boolean;
  readonly outcome: Outcome | undefined;
  /** What pressing would do. It is looked at, and heard from the button, but not read out when it changes. */
  readonly intent: string;
}

/** The line below buttons: what they would do, are doing, or have done. It keeps its height. */
export function OutcomeLine({ id, doing, isSaid = false, outcome, intent }: OutcomeLineProps): JSX.Element {
  const isIdle = doing === undefined && outcome === undefined;
  const isBad = doing === undefined && outcome?.ok === false;
  return (
    <p id={id} class={`outcome ${isBad ? 'failed' : ''}`}>
      {isIdle && <span>{intent}</span>}
      {isSaid && <span>{doing}</span>}
      <span role="status">
        {(isSaid ? undefined : doing) ?? (doing === undefined ? outcome?.text : undefined) ?? ''}
        {doing === undefined && outcome?.hint !== undefined && <code>{outcome.hint}</code>}
      </span>
    </p>
  );
}
