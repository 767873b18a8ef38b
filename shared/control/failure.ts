/** Every way a request can fail, with whether the same request may succeed later. */
export const failures = {
  'bad-request': { status: 400, retryable: false },
  'not-found': { status: 404, retryable: false },
  'wrong-protocol': { status: 409, retryable: false },
  'unknown-machine': { status: 404, retryable: false },
  'too-large': { status: 413, retryable: false },
  busy: { status: 409, retryable: true },
  'consent-needed': { status: 409, retryable: false },
  'not-possible': { status: 422, retryable: false },
  forbidden: { status: 403, retryable: false },
  'shutting-down': { status: 503, retryable: true },
  internal: { status: 500, retryable: true },
} as const;

export type FailureCode = keyof typeof failures;

/** What is answered in place of a result. Its schema is in failure-schema.ts, since the quick status has no zod. */
export interface Failure {
  code: FailureCode;
  /** What went wrong and where. */
  message: string;
  /** The next command to type, or what else to do. */
  hint?: string | undefined;
  retryable: boolean;
}

/** A Failure as an exception; `cause` is for the log only. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly code: FailureCode;
  readonly hint: string | undefined;

  constructor(code: FailureCode, message: string, more: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
  }
}
