import * as z from 'zod';
import { failures, type Failure as FailureWords, type FailureCode } from './failure.ts';

export const Failure = z.strictObject({
  code: z.enum(Object.keys(failures) as [FailureCode, ...FailureCode[]]),
  message: z.string(),
  hint: z.string().optional(),
  retryable: z.boolean(),
}) satisfies z.ZodType<FailureWords>;
