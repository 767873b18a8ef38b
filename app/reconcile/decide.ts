import { directWorks, endpointWorks, forwardWorks, tunnelWorks, type Facts } from './facts.ts';

/** The one thing done next. */
export type StepName =
  'add-forward' | 'replace-forward' | 'repair-route' | 'restore-address' | 'renew-certificate';

export type Outcome =
  { readonly kind: 'rest'; readonly as: Rest } | { readonly kind: 'step'; readonly does: StepName };

/**
 * direct, forward, tunnel: Docker is reachable that way. endpoint: only the local socket accepts the engine's
 * certificate on the path there is. waiting: a timer or a poke will bring the next look.
 * off: nothing to reach. asking: a person must agree. stuck: everything was tried.
 */
export type Rest = 'direct' | 'forward' | 'tunnel' | 'endpoint' | 'waiting' | 'off' | 'asking' | 'stuck';

export interface Row {
  readonly because: string;
  readonly when: (facts: Facts) => boolean;
  readonly outcome: Outcome;
}

export interface Decision {
  readonly because: string;
  readonly outcome: Outcome;
}

const rest = (because: string, as: Rest, when: Row['when']): Row => ({
  because,
  when,
  outcome: { kind: 'rest', as },
});
const step = (because: string, does: StepName, when: Row['when']): Row => ({
  because,
  when,
  outcome: { kind: 'step', does },
});

const astray = (f: Facts): boolean => f.route === 'taken' || f.route === 'lost';
const repairable = (f: Facts): boolean => astray(f) && f.repair === 'possible';
/** Who takes routes back is not fought by other means either. */
const readdressable = (f: Facts): boolean => f.readdress === 'possible' && f.repair !== 'taken-back';
/** An engine answers somewhere, but no Docker client would accept the certificate it shows there. */
const refusedByClients = (f: Facts): boolean =>
  !directWorks(f) && !forwardWorks(f) && (f.direct === 'answers' || f.forward === 'answers');

/**
 * The product on one page: the first row that matches wins. Harmless before invasive: a local forward is
 * added at once, a route waits for quiet, a certificate and an engine restart come last.
 */
export const table: readonly Row[] = [
  rest('the machine is off', 'off', (f) => f.vm === 'off'),
  rest('the machine is paused', 'off', (f) => f.vm === 'paused'),
  rest('the machine is not known to its hypervisor', 'off', (f) => f.vm === 'missing'),
  rest('the machine is starting or stopping', 'waiting', (f) => f.vm === 'changing'),

  rest(
    'the direct path is back, but has not held long enough yet',
    'forward',
    (f) => directWorks(f) && !f.held && forwardWorks(f),
  ),
  step(
    'the certificate ends soon, and no container would be stopped',
    'renew-certificate',
    (f) => (directWorks(f) || forwardWorks(f)) && f.certificate === 'expiring' && f.renewal === 'free',
  ),
  step(
    'all is well; a forward added now makes a later switch cost nothing',
    'add-forward',
    (f) => directWorks(f) && f.arming && f.forward === 'absent' && f.forwarding === 'possible',
  ),
  step(
    'all is well, but the forward kept ready does not lead to the engine',
    'replace-forward',
    (f) => directWorks(f) && f.arming && f.forward === 'broken' && f.forwarding === 'possible',
  ),
  rest('the direct path works', 'direct', directWorks),

  step(
    'Docker is unreachable; a local forward is harmless and comes first',
    'add-forward',
    (f) => f.forward === 'absent' && f.forwarding === 'possible',
  ),
  step(
    'Docker is unreachable, and the forward does not lead to the engine',
    'replace-forward',
    (f) => f.forward === 'broken' && f.forwarding === 'possible',
  ),
  rest(
    'the route went astray; the forward carries Docker until route changes have been quiet for a while',
    'forward',
    (f) => repairable(f) && !f.quiet && forwardWorks(f),
  ),
  rest(
    'the route went astray; touching it waits until route changes have been quiet for a while',
    'waiting',
    (f) => repairable(f) && !f.quiet,
  ),
  step('the route went astray, and it may be put back', 'repair-route', (f) => repairable(f)),
  step(
    'the route is gone; giving the host-only network its address again brings it back without root',
    'restore-address',
    (f) => f.route === 'lost' && f.quiet && readdressable(f),
  ),
  step(
    'the host-only network has no address on this computer',
    'restore-address',
    (f) => f.route === 'no-network' && readdressable(f),
  ),

  rest(
    'the local network of this computer has the same addresses, and its route is not ours; the forward carries Docker',
    'forward',
    (f) => forwardWorks(f) && astray(f) && f.repair === 'lan',
  ),
  rest(
    'this VPN takes routes back; the forward carries Docker until it disconnects',
    'forward',
    (f) => forwardWorks(f) && astray(f) && f.repair === 'taken-back',
  ),
  rest(
    'the route went astray and Fairlead may not change routes; the forward carries Docker',
    'forward',
    (f) => forwardWorks(f) && astray(f) && f.repair === 'refused',
  ),
  rest(
    'the route went astray and repairing is switched off; the forward carries Docker',
    'forward',
    (f) => forwardWorks(f) && astray(f) && f.repair === 'off',
  ),
  rest(
    'the route went astray and repairing it did not help; the forward carries Docker',
    'forward',
    (f) => forwardWorks(f) && astray(f),
  ),
  rest(
    'another computer answers at the guest address; the forward leads to the right engine',
    'forward',
    (f) => forwardWorks(f) && f.direct === 'stranger',
  ),
  rest(
    'the route is right, but nothing comes back from the guest address; the forward carries Docker',
    'forward',
    (f) => forwardWorks(f) && f.route === 'own' && f.direct === 'dead',
  ),
  rest('the forward carries Docker', 'forward', forwardWorks),

  rest(
    "the engine's certificate does not name localhost, which the endpoint in use does not need; the engine is not restarted for it",
    'endpoint',
    (f) => refusedByClients(f) && endpointWorks(f) && f.endpoint === 'in-use',
  ),
  step(
    'the engine shows a certificate that clients refuse, and no container would be stopped',
    'renew-certificate',
    (f) => refusedByClients(f) && f.renewal === 'free',
  ),
  rest(
    "the engine's certificate begins in the future: a clock is wrong, or was; only a person can say that it is to be renewed",
    'asking',
    (f) => refusedByClients(f) && f.certificate === 'not-yet-valid' && f.renewal === 'needs-consent',
  ),
  rest(
    'a new certificate needs an engine restart, which would stop containers',
    'asking',
    (f) => refusedByClients(f) && f.renewal === 'needs-consent',
  ),
  rest(
    "clients of tcp:// refuse the engine's certificate and it cannot be renewed; the endpoint carries Docker",
    'endpoint',
    (f) => refusedByClients(f) && endpointWorks(f),
  ),
  rest(
    "clients refuse the engine's certificate, and it cannot be renewed from here",
    'stuck',
    (f) => refusedByClients(f) && f.renewal === 'impossible',
  ),
  rest("clients refuse the engine's certificate, and renewing it did not help", 'stuck', refusedByClients),

  rest('neither the direct path nor a forward works; the tunnel carries Docker', 'tunnel', tunnelWorks),

  rest(
    'the engine does not answer inside the machine',
    'stuck',
    (f) => f.direct === 'unwell' || f.forward === 'unwell',
  ),
  rest(
    'another computer answers at the guest address, and there is no forward',
    'stuck',
    (f) => f.direct === 'stranger',
  ),
  rest('the route went astray and cannot be put back, and there is no forward', 'stuck', astray),
  rest('the route is right, but nothing answers', 'stuck', (f) => f.route === 'own'),
  rest('Docker does not answer, and the way to it could not be read', 'stuck', () => true),
];

/** Total: the last row matches everything. */
export function decide(facts: Facts): Decision {
  const row = table.find(({ when }) => when(facts));
  if (row === undefined) throw new Error('[unexpected] no row of the decision table matched');
  return { because: row.because, outcome: row.outcome };
}

/** `docs/decisions.md`, so that a change of behaviour shows as a change of that table. */
export function renderTable(): string {
  const rows = table.map(({ because, outcome }, index) => {
    const does = outcome.kind === 'step' ? `**${outcome.does}**` : `rest: ${outcome.as}`;
    return `| ${index + 1} | ${because} | ${does} |`;
  });
  return [
    '# What Fairlead decides, and why',
    '',
    'Rendered from `app/reconcile/decide.ts` by its test; the first row that is true for a machine decides.',
    'Steps in bold change something; after each one the world is read again.',
    '',
    '| # | because | does |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
