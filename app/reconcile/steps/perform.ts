import type { StepName } from '../decide.ts';
import { addForward, replaceForward } from './forward.ts';
import { renewCertificate } from './renew.ts';
import { repairRoute, restoreAddress } from './route.ts';
import type { Hands, Job, StepResult } from './step.ts';

const steps: { readonly [K in StepName]: (hands: Hands, job: Job) => Promise<StepResult> } = {
  'add-forward': addForward,
  'replace-forward': replaceForward,
  'repair-route': repairRoute,
  'restore-address': restoreAddress,
  'renew-certificate': renewCertificate,
};

/** Does one step. What an adapter throws becomes a result: nothing ends the loop. */
export async function perform(does: StepName, hands: Hands, job: Job): Promise<StepResult> {
  try {
    return await steps[does](hands, job);
  } catch (error) {
    hands.log.error(
      `[unexpected] ${does} of ${job.seen.machine.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return { kind: 'failed', text: error instanceof Error ? error.message : String(error) };
  }
}
