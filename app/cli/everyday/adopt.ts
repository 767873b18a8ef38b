import type { Client, FixResult, Step } from '../../../shared/control/contract.ts';
import type { MachineView } from '../../../shared/snapshot.ts';
import type { Session } from '../session.ts';

/** One thing that is missing before a machine is armed, and how it is done. */
export interface Missing {
  readonly step: Step;
  readonly does: (client: Client, signal: AbortSignal) => Promise<FixResult>;
}

/** What a machine needs so that a hijack costs nothing: a forward, and a certificate that is good for it. */
export function missingFor(view: MachineView, restartEngine: boolean): readonly Missing[] {
  const { name: machine, forward, certificate } = view;
  const missing: Missing[] = [];
  const step = (does: string, because: string, more: Partial<Step> = {}): Step => ({
    machine,
    does,
    because,
    commands: [],
    disruptive: false,
    ...more,
  });
  if (forward.address === undefined)
    missing.push({
      step: step('add a localhost forward', 'there is none yet', {
        commands: [`fairlead forward add ${machine}`],
      }),
      does: (client, signal) => client.addForward({ machine }, signal),
    });
  if (
    certificate?.suitsLocalhost === false ||
    certificate?.state === 'expired' ||
    certificate?.state === 'foreign'
  )
    missing.push({
      step: step(
        "renew the engine's certificate and restart the engine",
        'the one it serves is not good for localhost',
        {
          commands: [`fairlead certs renew ${machine}`],
          disruptive: true,
        },
      ),
      does: (client, signal) => client.renewCertificate({ machine, restartEngine }, signal),
    });
  return missing;
}

/** Does what is missing, one after the other; stops at the first that does not work. */
export async function arm(session: Session, client: Client, missing: readonly Missing[]): Promise<FixResult> {
  const { signal } = session.world;
  const steps: Step[] = [];
  for (const one of missing) {
    const result = await one.does(client, signal);
    steps.push(...result.steps);
    if (!result.ok) return { ...result, steps };
  }
  const snapshot = await client.look({}, signal);
  return { ok: true, sentence: snapshot.sentence, steps, snapshot };
}
