import type { Session } from '../session.ts';

const patienceMs = 5000;

/**
 * A daemon that runs looks now, so that the next command does not say what was the case before; one that does not
 * answer is not waited for.
 */
export async function letDaemonSee(session: Session): Promise<void> {
  const client = await session.daemonIfThere().catch(() => undefined);
  if (client === undefined) return;
  const { signal } = session.world;
  await client.look({}, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])).catch(() => {
    signal.throwIfAborted();
  });
}
