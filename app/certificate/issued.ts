export interface IssueRequest {
  readonly machine: string;
  /** `ca.pem`, and the key it is the certificate of. The key is used and forgotten. */
  readonly caPem: string;
  readonly caKeyPem: string;
  /** The certificate the engine serves now: its key, subject, usages and names are kept. */
  readonly currentPem: string;
  /** `server-key.pem` of the store, to make sure that store and guest mean the same key. */
  readonly serverKeyPem?: string | undefined;
  /** Names and addresses it is to have as well. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type IssueFailure =
  | 'ca-missing'
  | 'ca-key-missing'
  | 'ca-key-encrypted'
  | 'ca-key-unusable'
  | 'ca-key-mismatch'
  | 'ca-expired'
  | 'ca-not-yet-valid'
  | 'current-unreadable'
  | 'server-key-mismatch'
  | 'bad-name'
  | 'check-failed';

export type Issued =
  | { readonly kind: 'issued'; readonly pem: string }
  | {
      readonly kind: 'not-issued';
      readonly why: IssueFailure;
      readonly reason: string;
      /** The next command to type. */
      readonly next: string;
    };

export function failureFor(machine: string) {
  return (why: IssueFailure, reason: string): Issued => ({
    kind: 'not-issued',
    why,
    reason,
    next:
      why === 'ca-expired'
        ? `fairlead certs renew --ca ${machine}`
        : `docker-machine regenerate-certs --client-certs ${machine}`,
  });
}
