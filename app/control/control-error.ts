/** Ways in which the daemon cannot be talked to, as against a request it answered with a Failure. */
export type ControlErrorKind =
  | 'no-daemon'
  | 'wrong-protocol'
  | 'closed'
  | 'timeout'
  | 'forbidden'
  | 'not-ours'
  | 'not-a-socket'
  | 'path-too-long'
  | 'bad-answer'
  | 'stopped';

export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly kind: ControlErrorKind;
  /** What to type next. */
  readonly hint: string | undefined;

  constructor(kind: ControlErrorKind, message: string, hint?: string) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }
}
