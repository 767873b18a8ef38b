export type GuestErrorKind =
  /** Nothing listens on the SSH port. */
  | 'refused'
  | 'unreachable'
  | 'timed-out'
  /** Something listens, but it does not speak SSH. */
  | 'not-ssh'
  /** No key exchange, cipher or host key in common. */
  | 'too-old'
  /** The connection ended in the middle. */
  | 'closed'
  | 'key-changed'
  | 'key-unreadable'
  /** Others may read the private key. */
  | 'key-exposed'
  /** The machine does not accept the key. */
  | 'rejected'
  /** sshd lets us in, but does not forward connections (AllowTcpForwarding no). */
  | 'forwarding-forbidden'
  /** A command printed more than was allowed. */
  | 'too-much'
  /** Our own record of host keys cannot be read or written. */
  | 'pins-unreadable';

/** Why the guest could not be reached or a command in it did not end; the message is a sentence for people. */
export class GuestError extends Error {
  override readonly name = 'GuestError';
  readonly kind: GuestErrorKind;
  /** The next command to type, when there is one. */
  readonly next: string | undefined;

  constructor(kind: GuestErrorKind, message: string, more: { next?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.kind = kind;
    this.next = more.next;
  }
}
