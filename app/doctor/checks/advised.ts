import type { AdvisoryCode } from '../../../shared/advisory.ts';
import type { Finding } from '../../../shared/control/doctor.ts';
import type { Advisory, Snapshot } from '../../../shared/snapshot.ts';
import { symptomOf, type SymptomId } from '../catalogue/catalogue.ts';
import { filledRemedies } from '../explain/fill.ts';

/** The loop looks already at what it has an advisory for; the doctor only says which symptom that is. */
const symptoms: { readonly [C in AdvisoryCode]?: SymptomId } = {
  'route-taken': 'GUEST_TIMEOUT_VPN',
  'route-lost': 'ROUTES_GONE_AFTER_VPN',
  'route-blocked-by-entry': 'ROUTE_EXISTS',
  'packets-filtered': 'VPN_PF_BLOCK',
  'vpn-takes-routes-back': 'VPN_REDELETES',
  'vpn-reconnects-on-new-network': 'VPN_DROPS_ON_VM_START',
  'certificate-lacks-localhost': 'CERT_NO_LOCALHOST',
  'certificate-names-old-address': 'CERT_OLD_IP',
  'subnet-on-lan': 'SUBNET_OVERLAP',
  'localhost-broken': 'PULSE_HOSTS_EDIT',
  'context-on-dead-path': 'ENV_STALE_IP',
  'certificate-expired': 'CERT_EXPIRED',
  'certificate-expiring': 'CERT_EXPIRED',
  'certificate-not-yet-valid': 'CERT_NOT_YET_VALID',
  'certificate-foreign': 'TLS_UNKNOWN_CA',
  'network-range-refused': 'RANGE_DENIED',
  'host-address-missing': 'ROUTES_GONE_AFTER_VPN',
  'local-network-privacy': 'LOCAL_NETWORK_PRIVACY',
  'port-busy': 'PORT_BUSY',
  'forward-dead': 'PORT_BUSY',
  'engine-down': 'DAEMON_NOT_LISTENING',
  'engine-rejects-client': 'TLS_BAD_CERT',
  'guest-key-changed': 'SSH_255',
};

/** What `fix` does by itself, and what it does only with consent to a restart of the engine. */
const mendedByLoop: ReadonlySet<AdvisoryCode> = new Set([
  'route-taken',
  'route-lost',
  'route-blocked-by-entry',
  'packets-filtered',
  'forward-dead',
  'port-busy',
  'host-address-missing',
  'unreachable',
]);
const mendedWithConsent: ReadonlySet<AdvisoryCode> = new Set([
  'consent-needed',
  'certificate-lacks-localhost',
  'certificate-names-old-address',
  'certificate-expired',
  'certificate-expiring',
  'certificate-foreign',
  'engine-rejects-client',
]);

/** A filter without any VPN is nobody's that can be named: then there is only the silence. */
function symptomFor(code: AdvisoryCode, { vpns }: Snapshot): SymptomId | undefined {
  return code === 'packets-filtered' && vpns.length === 0 ? 'TLS_DIAL_TIMEOUT' : symptoms[code];
}

export function advisedFindings(snapshot: Snapshot): readonly Finding[] {
  return snapshot.advisories.map((advisory) => advisedFinding(advisory, snapshot));
}

function advisedFinding(advisory: Advisory, snapshot: Snapshot): Finding {
  const { code, severity, machine, title, sentence, evidence, fix } = advisory;
  const id = symptomFor(code, snapshot);
  const symptom = id === undefined ? undefined : symptomOf(id);
  const own =
    fix === undefined
      ? []
      : [
          {
            does: fix.label,
            command: fix.command,
            needsRoot: false,
            disruptive: mendedWithConsent.has(code),
          },
        ];
  const named = machine === undefined ? {} : { machine };
  const more = filledRemedies(symptom?.remedies ?? [], named, snapshot).filter(
    ({ command }) => command === undefined || command !== fix?.command,
  );
  return {
    id: id ?? code,
    severity,
    ...(machine === undefined ? {} : { machine }),
    title,
    sentence,
    evidence: [...evidence],
    remedies: [...own, ...more],
    links: [...(symptom?.links ?? [])],
    mends: mendedByLoop.has(code) ? 'now' : mendedWithConsent.has(code) ? 'with-consent' : 'no',
  };
}
