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

/** Something that is wrong now. */
export const Finding = z.strictObject({
  /** A symptom of the catalogue, or, where none fits, the code of an advisory. */
  id: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  machine: z.string().optional(),
  title: z.string(),
  sentence: z.string(),
  evidence: z.array(z.string()),
  remedies: z.array(Remedy),
  links: z.array(z.string()),
  /** Whether `doctor --fix` can do something about it: at once, or only with consent. */
  mends: z.enum(['now', 'with-consent', 'no']),
});
export type Finding = z.output<typeof Finding>;

export const CheckResult = z.strictObject({
  name: z.string(),
  state: z.enum(['fine', 'found', 'not-applicable', 'unchecked']),
  /** Why it does not apply or could not be done. */
  reason: z.string().optional(),
});
export type CheckResult = z.output<typeof CheckResult>;

export const DoctorResult = z.strictObject({
  ok: z.boolean(),
  sentence: z.string(),
  /** Worst first. */
  findings: z.array(Finding),
  checks: z.array(CheckResult),
});
export type DoctorResult = z.output<typeof DoctorResult>;

export const Mended = z.strictObject({
  id: z.string(),
  machine: z.string().optional(),
  ok: z.boolean(),
  /** What was done, or why not. */
  sentence: z.string(),
});
export type Mended = z.output<typeof Mended>;

export const MendResult = z.strictObject({
  mended: z.array(Mended),
  /** Left alone, because they interrupt something and nobody consented. */
  awaitingConsent: z.array(z.string()),
  /** What the doctor finds afterwards. */
  after: DoctorResult,
});
export type MendResult = z.output<typeof MendResult>;

export const ReportResult = z.strictObject({
  file: z.string(),
  bytes: z.int(),
  parts: z.array(z.string()),
  /** What could not be collected, and why. */
  missing: z.array(z.string()),
});
export type ReportResult = z.output<typeof ReportResult>;
