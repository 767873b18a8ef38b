import type { StageEvent } from './event.ts';
import type { Stage } from './stage.ts';

export interface KeepOptions {
  readonly tell: (event: StageEvent) => void;
  readonly interrupted: Promise<number>;
  /** Whether only JSON may be printed. */
  readonly quiet: boolean;
}

/** Leaves the stage standing, and says how to play on it, until Ctrl-C. */
export async function keep(stage: Stage, { interrupted, quiet }: KeepOptions): Promise<void> {
  if (!quiet) process.stdout.write(instructions(stage));
  // Nothing else holds the process while it only waits.
  const alive = setInterval(() => undefined, 60_000);
  await interrupted;
  clearInterval(alive);
  if (!quiet) process.stdout.write('\nTaking everything down.\n');
}

function instructions({ home }: Stage): string {
  return `The stage still stands. In another terminal, in this directory:

  export FAIRLEAD_HOME=${home}
  npx fairlead status --watch
  npx fairlead demo --vpn on
  npx fairlead demo --vpn off
  npx fairlead fix

Ctrl-C here takes everything down.
`;
}
