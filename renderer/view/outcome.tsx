import type { JSX } from 'preact';
import type { Outcome } from '../model/action.ts';

interface OutcomeLineProps {
  readonly id: string;
  /** What is being done, while something is. */
  readonly doing: string | undefined;
  /** What is read out instead: the steps of a remedy pass too fast to be listened to. */
  readonly said?: string;
  readonly outcome: Outcome | undefined;
  /** What pressing would do. It is looked at, and heard from the button, but not read out when it changes. */
  readonly intent: string;
}

/** The line below buttons: what they would do, are doing, or have done. It keeps its height. */
export function OutcomeLine({ id, doing, said, outcome, intent }: OutcomeLineProps): JSX.Element {
  // While Fairlead works by itself the outcome is out of sight, but stays: taken away and put back it is read out twice.
  const isTold = doing === undefined || said === '';
  const isBad = doing === undefined && outcome?.ok === false;
  return (
    <p id={id} class={`outcome ${isBad ? 'failed' : ''}`}>
      {(doing !== undefined || outcome === undefined) && <span>{doing ?? intent}</span>}
      <span role="status" class={doing === undefined ? '' : 'off-screen'}>
        {isTold ? outcome?.text : (said ?? doing)}
        {isTold && outcome?.hint !== undefined && <code>{outcome.hint}</code>}
      </span>
    </p>
  );
}
