import type { JSX } from 'preact';
import type { FixResult } from '../../shared/control/contract.ts';
import { Command } from './copy.tsx';
import { Sheet } from './sheet.tsx';

/** What the button would do, with the commands that do it by hand. Nothing has been changed for it. */
export function PlanSheet({
  plan,
  leave,
}: {
  readonly plan: FixResult;
  readonly leave: () => void;
}): JSX.Element {
  return (
    <Sheet title="What it would do" leave={leave}>
      <p>{plan.sentence}</p>
      <ol class="plan">
        {plan.steps.map((step, index) => (
          <li key={index}>
            <p>
              <strong>{step.does}</strong> <span class="dim">in {step.machine}</span>
            </p>
            <p class="dim">because {step.because}</p>
            {step.disruptive && <p class="warn">This restarts Docker; containers may stop.</p>}
            {step.commands.map((command) => (
              <Command key={command} text={command} />
            ))}
          </li>
        ))}
      </ol>
      <div class="sheet-buttons">
        <button type="button" autofocus onClick={leave}>
          Close
        </button>
      </div>
    </Sheet>
  );
}
