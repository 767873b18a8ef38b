import type { Finding } from '../../../shared/control/doctor.ts';
import type { SymptomId } from '../catalogue/catalogue.ts';

/** A cause, and what is seen because of it: two findings of one thing would send people to two remedies. */
const accounts: { readonly [Id in SymptomId]?: readonly string[] } = {
  RESTART_RACE: ['DAEMON_NOT_LISTENING', 'unreachable'],
  CERT_B2D_SELF: ['CERT_OLD_IP', 'CERT_NO_LOCALHOST'],
  WRONG_VBOXNET: ['GUEST_TIMEOUT_VPN', 'ROUTE_EXISTS', 'ROUTES_GONE_AFTER_VPN'],
  EXIT_NODE_BREAKS_VM_IP: ['GUEST_TIMEOUT_VPN', 'VPN_PF_BLOCK', 'LOCAL_NETWORK_PRIVACY'],
  SOCKET_FILTER: ['LOCAL_NETWORK_PRIVACY'],
  NATPF_NAME: ['PORT_BUSY'],
  // Of a machine that boots nothing more can be said.
  NOT_READY: ['SSH_255', 'DAEMON_NOT_LISTENING', 'TLS_DIAL_TIMEOUT', 'STATE_TIMEOUT', 'unreachable'],
  VPN_PF_BLOCK: ['TLS_DIAL_TIMEOUT'],
  // Putting the route back, which is what those two ask for, is what does not last.
  VPN_REDELETES: ['GUEST_TIMEOUT_VPN', 'ROUTES_GONE_AFTER_VPN'],
  // To a machine with another time a certificate that is valid here is not.
  AFTER_SLEEP: ['TLS_BAD_CERT'],
  CERT_NOT_YET_VALID: ['TLS_BAD_CERT'],
  // Fairlead's own SSH does not use such a key either.
  SSH_KEY_OPEN: ['SSH_255'],
};

const severities: readonly Finding['severity'][] = ['error', 'warning', 'info'];

/**
 * The findings without those another one of the same machine accounts for, whose sentences become its evidence; a cause is
 * as grave as the gravest of what it accounts for.
 */
export function accountedFor(findings: readonly Finding[]): readonly Finding[] {
  const gone = new Set<Finding>();
  const kept = findings.map((cause) => {
    const effects = findings.filter(
      (one) =>
        (accounts[cause.id as SymptomId] ?? []).includes(one.id) &&
        (one.machine === cause.machine || cause.machine === undefined),
    );
    for (const effect of effects) gone.add(effect);
    return effects.length === 0
      ? cause
      : {
          ...cause,
          severity:
            severities.find((one) => [cause, ...effects].some(({ severity }) => severity === one)) ??
            cause.severity,
          evidence: [...cause.evidence, ...effects.map(({ sentence }) => sentence)],
        };
  });
  return kept.filter((_one, index) => !gone.has(findings[index] as Finding));
}
