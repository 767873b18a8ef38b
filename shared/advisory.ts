/**
 * What can be wrong, by name. An advisory is in the snapshot while it is true; its absence means that
 * all is well, and whoever showed it takes it away.
 *
 * `failure` points at the catalogue in docs/architecture.md ("Failures and their names").
 */
export type Severity = 'info' | 'warning' | 'error';

interface AdvisoryKind {
  readonly severity: Severity;
  /** Milliseconds it must have been true before anybody is told: transitions are not news. */
  readonly graceMs: number;
  readonly title: string;
  readonly failure?: string;
}

const kind = (
  severity: Severity,
  title: string,
  more: { graceMs?: number; failure?: string } = {},
): AdvisoryKind => ({
  severity,
  title,
  graceMs: more.graceMs ?? 0,
  ...(more.failure === undefined ? {} : { failure: more.failure }),
});

export const advisories = {
  'route-taken': kind('warning', 'A VPN took the route to Docker', { graceMs: 1500, failure: 'F1' }),
  'route-lost': kind('warning', 'The route to Docker is gone', { graceMs: 2500, failure: 'F2' }),
  'route-blocked-by-entry': kind('warning', 'A stale route is in the way', { graceMs: 1500, failure: 'F3' }),
  'packets-filtered': kind('warning', 'The route is right, but nothing comes back', {
    graceMs: 1500,
    failure: 'F4',
  }),
  'vpn-takes-routes-back': kind('info', 'This VPN takes routes back', { failure: 'F5' }),
  'vpn-reconnects-on-new-network': kind('info', 'The VPN reconnected when a VM network appeared', {
    failure: 'F6',
  }),
  'certificate-lacks-localhost': kind('warning', "The engine's certificate is not valid for localhost", {
    graceMs: 1500,
    failure: 'F7',
  }),
  'certificate-names-old-address': kind('warning', "The engine's certificate names another address", {
    graceMs: 1500,
    failure: 'F8',
  }),
  'subnet-on-lan': kind('warning', "The local network uses Docker's address range", {
    graceMs: 1500,
    failure: 'F9',
  }),
  'localhost-broken': kind('warning', 'The name localhost does not resolve', {
    graceMs: 1500,
    failure: 'F11',
  }),
  'bridge-owns-default': kind('info', 'A VM bridge holds a default route', { failure: 'F13' }),
  'context-on-dead-path': kind('info', "Docker's selected context points at a dead path", {
    graceMs: 1500,
    failure: 'F14',
  }),
  'certificate-expired': kind('error', "The engine's certificate has expired", { failure: 'F15' }),
  'certificate-expiring': kind('warning', "The engine's certificate is about to expire", { failure: 'F15' }),
  'client-certificate-expiring': kind('warning', 'The client certificate is about to expire', {}),
  'ca-expiring': kind('warning', 'The CA of the store is about to expire', {}),
  'certificate-not-yet-valid': kind(
    'error',
    "The engine's certificate is not valid yet: a clock is wrong",
    {},
  ),
  'certificate-foreign': kind('error', "The engine's certificate is not from this machine's store", {}),
  'network-range-refused': kind('error', 'VirtualBox does not allow this host-only address', {
    failure: 'F16',
  }),
  'host-address-missing': kind('warning', 'The host-only network has no address on this computer', {
    graceMs: 2500,
  }),
  'stranger-at-guest-address': kind('error', "Another computer answers at Docker's address", {}),
  'local-network-privacy': kind('warning', 'macOS does not let Fairlead reach the local network', {
    graceMs: 1500,
  }),
  'no-permission': kind('info', 'Fairlead may not change routes', {}),
  'port-busy': kind('warning', 'The local port for Docker is taken', {}),
  'forward-dead': kind('warning', 'The localhost forward does not answer', { graceMs: 2500 }),
  'tunnel-forbidden': kind('info', "The machine's SSH server forbids forwarding", { graceMs: 2500 }),
  'engine-down': kind('error', 'Docker is not running in the machine', { graceMs: 4000 }),
  'engine-rejects-client': kind('error', 'The engine does not accept the client certificate', {
    graceMs: 1500,
  }),
  'consent-needed': kind('warning', 'Docker must be restarted to use its new certificate', {}),
  'certificate-not-renewable': kind('error', 'The certificate cannot be renewed here', {}),
  'guest-key-changed': kind('error', 'The machine shows another SSH host key', {}),
  unreachable: kind('error', 'Docker cannot be reached', { graceMs: 2500 }),
  'machine-silent': kind('info', 'A machine does not answer, and may be off', { graceMs: 2500 }),
  'machine-unreadable': kind('warning', 'A machine cannot be read', {}),
  'settings-unreadable': kind('warning', 'The settings file cannot be used as it is', {}),
  'program-replaced': kind('warning', 'Fairlead was updated or removed while it runs', { graceMs: 5000 }),
  'hypervisor-missing': kind('warning', 'VirtualBox is not to be found', { graceMs: 5000 }),
  'hypervisor-silent': kind('warning', 'VirtualBox does not answer', { graceMs: 5000 }),
  'world-unreadable': kind('warning', 'A part of the system cannot be read', { graceMs: 5000 }),
} as const satisfies Record<string, AdvisoryKind>;

export type AdvisoryCode = keyof typeof advisories;
export const advisoryCodes = Object.keys(advisories) as [AdvisoryCode, ...AdvisoryCode[]];
