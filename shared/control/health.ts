import * as z from 'zod';
import { ExplainResult } from './doctor.ts';
import { command } from './method.ts';

/** The methods about what is wrong and why. A part of the table in contract.ts. */
export const health = {
  explain: command({
    path: 'explain',
    summary: 'What an error message means here. Changes nothing; its text is too long for a query.',
    input: z.strictObject({ text: z.string().max(50_000).describe('The message, or a whole paste.') }),
    output: ExplainResult,
  }),
} as const;
