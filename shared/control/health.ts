import * as z from 'zod';
import { DoctorResult, ExplainResult, MendResult, ReportResult } from './doctor.ts';
import { command, query } from './method.ts';

const machine = z.string().max(200).optional().describe('Name of the machine; left out means all.');

/** The methods about what is wrong and why. A part of the table in contract.ts. */
export const health = {
  explain: command({
    path: 'explain',
    summary: 'What an error message means here. Changes nothing; its text is too long for a query.',
    input: z.strictObject({ text: z.string().max(50_000).describe('The message, or a whole paste.') }),
    output: ExplainResult,
  }),
  doctor: query({
    path: 'doctor',
    summary: 'Everything that is wrong now, with what mends it. Changes nothing.',
    input: z.strictObject({ machine }),
    output: DoctorResult,
  }),
  mend: command({
    path: 'doctor/mend',
    summary: 'Mend what the doctor finds and Fairlead can mend, and look again.',
    input: z.strictObject({
      machine,
      consent: z.boolean().default(false).describe('Consent to what stops containers.'),
    }),
    output: MendResult,
  }),
  report: command({
    path: 'report',
    summary: 'Pack what a bug report needs, without keys and names, into one archive.',
    input: z.strictObject({
      file: z.string().max(1000).optional().describe('Where to; left out means the folder of the daemon.'),
    }),
    output: ReportResult,
  }),
} as const;
