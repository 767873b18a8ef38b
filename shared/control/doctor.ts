import * as z from 'zod';

/** What `doctor` and `explain` answer with. `id` is one of the symptoms of docs/doctor.md. */

export const Remedy = z.strictObject({
  /** What it does, in words. */
  does: z.string(),
  /** What to type; absent where a person has to click or decide. */
  command: z.string().optional(),
  needsRoot: z.boolean(),
  /** Whether it may stop containers, the machine or the VPN. */
  disruptive: z.boolean(),
});
export type Remedy = z.output<typeof Remedy>;

/** What a message names. */
export const Parameters = z.strictObject({
  address: z.string().optional(),
  port: z.int().optional(),
  machine: z.string().optional(),
  path: z.string().optional(),
  interface: z.string().optional(),
  network: z.string().optional(),
  /** Names and addresses a certificate is valid for. */
  names: z.array(z.string()).optional(),
  /** The name or address that was asked for. */
  wanted: z.string().optional(),
});
export type Parameters = z.output<typeof Parameters>;

export const Match = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** exact: only this says so · likely: usually this · possible: one of several. */
  certainty: z.enum(['exact', 'likely', 'possible']),
  cause: z.string(),
  /** The words of the message it was recognised by. */
  quote: z.string(),
  /** Whether it is so on this computer now; `unknown` when that cannot be seen from here. */
  now: z.enum(['yes', 'no', 'unknown']),
  /** What this computer says about it. */
  evidence: z.array(z.string()),
  remedies: z.array(Remedy),
  links: z.array(z.string()),
});
export type Match = z.output<typeof Match>;

/** A known message that is none of the symptoms. */
export const Remark = z.strictObject({ title: z.string(), sentence: z.string(), next: z.string() });
export type Remark = z.output<typeof Remark>;

export const ExplainResult = z.strictObject({
  sentence: z.string(),
  /** Best first; empty when nothing known matches. */
  matches: z.array(Match),
  remarks: z.array(Remark),
  parameters: Parameters,
  /** What to type when the answer does not help. */
  next: z.string(),
});
export type ExplainResult = z.output<typeof ExplainResult>;
