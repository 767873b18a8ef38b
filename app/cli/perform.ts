import type { Client, FixResult } from '../../shared/control/contract.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { fixText } from './print/fix.ts';
import { withProgress, type Say } from './progress.ts';
import { isReachable } from './reachable.ts';
import type { Session } from './session.ts';

export interface Performance {
  /** What is being waited for: "Repairing". */
  readonly what: string;
  readonly isDryRun?: boolean;
  readonly needsDaemon?: boolean;
  /** Whether it failed as well when nothing was wrong and Docker answers nowhere: no machine, or none that runs. */
  readonly wantsDocker?: boolean;
  readonly call: (client: Client) => Promise<FixResult>;
}

/** Runs one of the commands that answer with a FixResult and tells what came of it. */
export async function perform(session: Session, performance: Performance): Promise<ExitCode> {
  const { what, isDryRun = false, needsDaemon = false, wantsDocker = false, call } = performance;
  const result = await withProgress(session, what, async (say) => {
    const act = async (client: Client): Promise<FixResult> => {
      const heard = new AbortController();
      void hear(client, say, heard.signal);
      try {
        return await call(client);
      } finally {
        heard.abort();
      }
    };
    return needsDaemon ? act(await session.daemon()) : session.reach(act);
  });
  session.print(result, () => fixText(result, session.paper, isDryRun ? 'plan' : 'done'));
  if (isDryRun) return exitCodes.ok;
  const isLeftWithout = result.ok && wantsDocker && !isReachable(result.snapshot);
  return isLeftWithout ? exitCodes.unreachable : exitOfResult(result);
}

/** Lets the progress line say what is being done right now. Only a help: whatever breaks here is passed over. */
async function hear(client: Client, say: Say, signal: AbortSignal): Promise<void> {
  try {
    for await (const snapshot of client.watch({}, signal)) {
      const working = snapshot.machines.find((machine) => machine.working !== undefined);
      if (working?.working !== undefined) say(`${working.name}: ${working.working}`);
    }
  } catch {
    // The answer of the call itself says what went wrong.
  }
}

function exitOfResult(result: FixResult): ExitCode {
  if (result.ok) return exitCodes.ok;
  if (asksConsent(result.snapshot)) return exitCodes.consent;
  return result.snapshot.state === 'broken' ? exitCodes.unreachable : exitCodes.failed;
}

function asksConsent(snapshot: Snapshot): boolean {
  return snapshot.advisories.some((advisory) => advisory.code === 'consent-needed');
}
