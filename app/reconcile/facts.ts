/**
 * What decides about one machine: a handful of small enums, distilled from an observation and from what
 * has been tried so far. Everything `decide` knows is here, so that a test can walk every combination.
 */
export interface Facts {
  readonly vm: 'running' | 'paused' | 'off' | 'changing' | 'missing' | 'unknown';
  /** How the kernel would send a packet to the guest IP. */
  readonly route: 'own' | 'taken' | 'lost' | 'no-network' | 'unknown';
  /** Who is at the guest IP. `dead`: nobody answered. */
  readonly direct: 'answers' | 'unwell' | 'dead' | 'stranger' | 'untried';
  /**
   * Who is at the local port. `unwell`: the forward leads into the machine, but no engine answers there.
   * `broken`: nobody, or a stranger, listens on the port of the rule. `impossible`: no rule can be had.
   */
  readonly forward: 'answers' | 'unwell' | 'broken' | 'absent' | 'impossible';
  /** Who is behind the kept SSH connection. `dead`: nobody, or there is no such connection. */
  readonly tunnel: 'answers' | 'dead';
  /**
   * The local socket, which knows the engine whatever names its certificate has. `in-use`: somebody lives by it,
   * so a restart of the engine would cut a client that needs no new certificate.
   */
  readonly endpoint: 'off' | 'idle' | 'in-use';
  /**
   * What the served certificate is good for. `useless`: expired, or of another CA. `not-yet-valid`: useless as well,
   * but what is wrong is a clock, and a new certificate would be made by the very clock in question.
   */
  readonly certificate:
    'good' | 'expiring' | 'direct-only' | 'forward-only' | 'useless' | 'not-yet-valid' | 'unknown';
  /** No route has changed for a while, so that a VPN client is not in the middle of its work. */
  readonly quiet: boolean;
  /** The direct path has answered for long enough to be preferred again. */
  readonly held: boolean;
  /** `lan`: the row in the way is that of a network this computer itself is in; removing it would cut it off. */
  readonly repair: 'possible' | 'lan' | 'refused' | 'taken-back' | 'exhausted' | 'off';
  /** Giving the host-only adapter its address anew, which needs no root. */
  readonly readdress: 'possible' | 'exhausted';
  readonly forwarding: 'possible' | 'exhausted';
  /** Whether a forward is added although nothing is wrong. */
  readonly arming: boolean;
  readonly renewal: 'free' | 'needs-consent' | 'impossible' | 'exhausted';
}

export const values: { readonly [K in keyof Facts]: readonly Facts[K][] } = {
  vm: ['running', 'paused', 'off', 'changing', 'missing', 'unknown'],
  route: ['own', 'taken', 'lost', 'no-network', 'unknown'],
  direct: ['answers', 'unwell', 'dead', 'stranger', 'untried'],
  forward: ['answers', 'unwell', 'broken', 'absent', 'impossible'],
  tunnel: ['answers', 'dead'],
  endpoint: ['off', 'idle', 'in-use'],
  certificate: ['good', 'expiring', 'direct-only', 'forward-only', 'useless', 'not-yet-valid', 'unknown'],
  quiet: [true, false],
  held: [true, false],
  repair: ['possible', 'lan', 'refused', 'taken-back', 'exhausted', 'off'],
  readdress: ['possible', 'exhausted'],
  forwarding: ['possible', 'exhausted'],
  arming: [true, false],
  renewal: ['free', 'needs-consent', 'impossible', 'exhausted'],
};

/** `docker` works with DOCKER_HOST=tcp://<guest IP>:2376. */
export function directWorks(facts: Facts): boolean {
  return facts.direct === 'answers' && ['good', 'expiring', 'direct-only'].includes(facts.certificate);
}

/** `docker` works with DOCKER_HOST=tcp://localhost:<port>. */
export function forwardWorks(facts: Facts): boolean {
  return facts.forward === 'answers' && ['good', 'expiring', 'forward-only'].includes(facts.certificate);
}

/** Everybody who knows the engine by more than its names accepts it: it is signed by the store's CA, and in time. */
export function usableCertificate({ certificate }: Facts): boolean {
  return !['useless', 'not-yet-valid', 'unknown'].includes(certificate);
}

/** `docker` works with DOCKER_HOST=unix://<the endpoint>, though over the tunnel only there. */
export function tunnelWorks(facts: Facts): boolean {
  return facts.endpoint !== 'off' && facts.tunnel === 'answers' && usableCertificate(facts);
}

/** `docker` works with DOCKER_HOST=unix://<the endpoint> over a path where clients of tcp:// refuse the names. */
export function endpointWorks(facts: Facts): boolean {
  const answers = facts.direct === 'answers' || facts.forward === 'answers' || facts.tunnel === 'answers';
  return facts.endpoint !== 'off' && answers && usableCertificate(facts);
}
