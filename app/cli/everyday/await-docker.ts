import { setTimeout as sleep } from 'node:timers/promises';
import type { MachineView } from '../../../shared/snapshot.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';

const lookAgainMs = 1000;

/**
 * Waits until Docker answers in these machines, over whichever path: docker-machine waits for the machine's own
 * address alone, which a VPN may hold. Throws with exit code 5 when the time is up first.
 */
export async function awaitDocker(
  session: Session,
  names: readonly string[],
  limitMs = 120_000,
): Promise<readonly MachineView[]> {
  const { signal } = session.world;
  const until = performance.now() + limitMs;
  return withProgress(session, 'Waiting for Docker', () =>
    session.reach(async (client) => {
      for (;;) {
        const { machines, sentence } = await client.look({}, signal);
        const chosen = machines.filter(({ name }) => names.includes(name));
        if (chosen.every(({ path }) => path !== 'none')) return chosen;
        if (performance.now() > until)
          throw new CommandError('unreachable', `Docker does not answer yet: ${sentence}`, {
            hint: 'fairlead fix',
            exitCode: exitCodes.unreachable,
          });
        await sleep(lookAgainMs, undefined, { signal });
      }
    }),
  );
}
