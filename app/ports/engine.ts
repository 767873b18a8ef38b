import type { Machine } from '../machine/machine.ts';
import type { Reading } from '../reading.ts';

/** What to dial, and whom to expect there. */
export interface Dial {
  readonly host: string;
  readonly port: number;
  /** Milliseconds for the whole answer; whoever completes TLS late gets up to half of it more. */
  readonly timeoutMs: number;
  /** Dial from inside the machine, through its kept SSH connection. */
  readonly over?: 'tunnel';
}

export interface ServedCertificate {
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly pem: string;
}

export type Probe =
  /** The machine's own engine completed TLS both ways and answered `/_ping`. */
  | { readonly kind: 'answers'; readonly ms: number; readonly served: Served }
  /** It is our engine or the way to it, but it does not let us in or does not answer as an engine. */
  | {
      readonly kind: 'unwell';
      readonly reason: string;
      readonly why?: UnwellWhy;
      readonly served?: Served;
    }
  /** Somebody else answered. */
  | { readonly kind: 'stranger'; readonly reason: string; readonly certificate?: ServedCertificate }
  /** The connection was refused: the address is alive, nothing listens. */
  | { readonly kind: 'refused' }
  /** Nothing came back in time. */
  | { readonly kind: 'silent' }
  /** The kernel would not send: no route, host unreachable, permission. */
  | { readonly kind: 'unreachable'; readonly code: string };

/** A certificate known to be the machine's own. */
export interface Served {
  readonly certificate: ServedCertificate;
  readonly dates: CertificateDates;
  /** The store's CA did not sign it, so clients refuse it. */
  readonly foreign: boolean;
}

export type UnwellWhy =
  /** `present: false`: it is our engine, and nothing more was asked of it. */
  | 'not-asked'
  /** The engine does not accept our client certificate. */
  | 'client-rejected'
  /** It closed the connection before TLS was done: VirtualBox's NAT does so when nothing listens in the guest. */
  | 'closed'
  /** Something answers, but it is not TLS. */
  | 'not-tls'
  /** TLS is fine, but `/_ping` was not answered, or not as an engine does. */
  | 'no-answer'
  /** There is no SSH connection to dial through. */
  | 'no-tunnel'
  /** The guest's sshd does not forward connections. */
  | 'forwarding-forbidden'
  /** The store's certificates cannot be used, so nobody was dialled. */
  | 'no-material';

/** `expired` and the rest as judged against the Mac's clock; such a certificate is still known to be ours. */
export type CertificateDates = 'valid' | 'expired' | 'not-yet-valid';

/** Tells our engine from a stranger. Files are read anew when their modification time changes. */
export interface Engine {
  /**
   * Dials, reads the served certificate, decides who answers, and only then asks `/_ping` with the
   * client certificate. `present: false` stops after the certificate and shows nobody our own.
   */
  probe(machine: Machine, dial: Dial & { readonly present: boolean }): Promise<Probe>;
  /** `ping`, `version` and the running containers through dockerode; a path counts only after this. */
  verify(machine: Machine, dial: Dial): Promise<Reading<EngineReport>>;
}

export interface EngineReport {
  readonly version: string;
  readonly apiVersion: string;
  readonly containers: readonly { readonly id: string; readonly name: string; readonly image: string }[];
  readonly liveRestore: boolean;
  /** Milliseconds its clock is ahead of this computer's; negative when behind, undefined when it did not say. */
  readonly clockAheadMs?: number | undefined;
}

/** What a running container publishes, and on which address of the machine; empty means every one. */
export interface RunningPorts {
  readonly name: string;
  readonly ports: readonly {
    readonly address: string;
    readonly port: number;
    readonly protocol: 'tcp' | 'udp' | 'sctp';
  }[];
}

/** Follows the running containers of one engine until it is stopped. */
export interface ContainerPorts {
  /** The way to the engine is back: try now what would be tried later. */
  retry(): void;
  stop(): void;
}
