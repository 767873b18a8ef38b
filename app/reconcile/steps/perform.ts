import type { StepName } from '../decide.ts';
import { addForward, replaceForward } from './forward.ts';
import { renewCertificate } from './renew.ts';
import { repairRoute, restoreAddress } from './route.ts';
import type { Hands, Job, StepResult } from './step.ts';

/** How each step of the decision table is done. */
export const steps: { readonly [K in StepName]: (hands: Hands, job: Job) => Promise<StepResult> } = {
  'add-forward': addForward,
  'replace-forward': replaceForward,
  'repair-route': repairRoute,
  'restore-address': restoreAddress,
  'renew-certificate': renewCertificate,
};
