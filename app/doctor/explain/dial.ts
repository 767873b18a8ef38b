import type { SymptomId } from '../catalogue/catalogue.ts';
import type { Endpoint } from './endpoint.ts';
import type { Outcome, Said } from './outcome.ts';
import type { Hint } from './phrases.ts';

type Ids = readonly SymptomId[];

/** Who was dialled and what came of it, and the symptoms that explain it, best first. */
const table: Readonly<Record<Exclude<Endpoint['kind'], 'elsewhere'>, { readonly [O in Outcome]?: Ids }>> = {
  guest: {
    timeout: ['GUEST_TIMEOUT_VPN', 'ROUTES_GONE_AFTER_VPN', 'VPN_PF_BLOCK', 'HOST_NOT_RUNNING'],
    slow: ['GUEST_TIMEOUT_VPN', 'AFTER_SLEEP', 'MTU'],
    refused: ['DAEMON_NOT_LISTENING', 'RESTART_RACE'],
    'no-route': ['LOCAL_NETWORK_PRIVACY', 'SOCKET_FILTER', 'HOST_NOT_RUNNING'],
    unreachable: ['ROUTES_GONE_AFTER_VPN', 'HOST_NOT_RUNNING'],
    'no-address': ['GUEST_TIMEOUT_VPN', 'SOCKET_FILTER'],
    'host-down': ['HOST_NOT_RUNNING', 'AFTER_SLEEP'],
    closed: ['DAEMON_NOT_LISTENING', 'AFTER_SLEEP'],
    denied: ['VPN_PF_BLOCK', 'SOCKET_FILTER'],
    unstated: ['GUEST_TIMEOUT_VPN', 'HOST_NOT_RUNNING', 'DAEMON_NOT_LISTENING'],
  },
  // VirtualBox listens as long as the VM runs, and closes when nothing listens in the guest.
  loopback: {
    timeout: ['AFTER_SLEEP', 'DAEMON_NOT_LISTENING'],
    slow: ['AFTER_SLEEP', 'MTU'],
    refused: ['PORT_BUSY', 'HOST_NOT_RUNNING'],
    closed: ['DAEMON_NOT_LISTENING', 'AFTER_SLEEP', 'PORT_BUSY'],
    unstated: ['HOST_NOT_RUNNING', 'DAEMON_NOT_LISTENING', 'PORT_BUSY'],
  },
  'loopback-ssh': {
    timeout: ['SSH_255'],
    refused: ['SSH_255', 'HOST_NOT_RUNNING'],
    closed: ['SSH_255'],
    'no-route': ['SSH_255'],
    unreachable: ['SSH_255'],
  },
  socket: {
    timeout: ['NO_SOCKET'],
    slow: ['AFTER_SLEEP', 'DAEMON_NOT_LISTENING'],
    refused: ['NO_SOCKET'],
    missing: ['NO_SOCKET'],
    closed: ['NO_SOCKET'],
    unstated: ['NO_SOCKET'],
  },
};

/** Ports at which a refusal means that a container is down, and not the engine. */
const systemPorts: ReadonlySet<number | undefined> = new Set([undefined, 2375, 2376, 2377, 3376, 4243]);
const sshOutcomes: readonly Outcome[] = ['refused', 'closed'];

/** Each outcome belongs to the endpoint named last before it, or, failing that, to the next one after it. */
export function dialHints(
  endpoints: readonly Endpoint[],
  said: readonly Said[],
  text: string,
): readonly Hint[] {
  const pairs = said.flatMap((one) => {
    const endpoint = ownerOf(one, endpoints);
    return endpoint === undefined ? [] : [{ ...one, outcome: exactOutcome(one, text), endpoint }];
  });
  // "Cannot connect to … : dial …: connection refused" says what happened after all.
  const stated = new Set(
    pairs.filter(({ outcome }) => outcome !== 'unstated').map(({ endpoint }) => endpoint.kind),
  );
  return pairs
    .filter(({ outcome, endpoint }) => outcome !== 'unstated' || !stated.has(endpoint.kind))
    .flatMap(({ outcome, endpoint, quote }) =>
      idsOf(endpoint, outcome, isPlain(endpoint, text)).map((id, index) => ({
        id,
        certainty: index === 0 ? ('likely' as const) : ('possible' as const),
        weight: (outcome === 'unstated' ? 3 : 4) - index,
        quote: `${endpoint.host}${endpoint.port === undefined ? '' : `:${endpoint.port}`}: ${quote}`,
      })),
    );
}

/** Asked without TLS at the port where engines speak it. */
function isPlain({ at, port }: Endpoint, text: string): boolean {
  return port === 2376 && /http:\/\/$/i.test(text.slice(Math.max(0, at - 7), at));
}

function idsOf(endpoint: Endpoint, outcome: Outcome, plain: boolean): Ids {
  if (endpoint.kind === 'elsewhere') return [];
  if (plain && outcome === 'closed') return ['TLS_PLAIN', 'DAEMON_NOT_LISTENING'];
  if (endpoint.kind === 'guest') {
    if (endpoint.port === 22 && sshOutcomes.includes(outcome)) return ['SSH_255'];
    if (
      (outcome === 'refused' || outcome === 'closed' || outcome === 'slow') &&
      !systemPorts.has(endpoint.port)
    )
      return [];
  }
  return table[endpoint.kind][outcome] ?? [];
}

/** With whatever separates thousands where the message comes from. */
const triedFor = /after (\d[\d.,' ]*) ?m(?:illi)?s/i;

/** curl says only how long it tried: a refusal comes at once, silence takes its time. */
function exactOutcome({ outcome, at }: Said, text: string): Outcome {
  if (outcome !== 'unstated') return outcome;
  const around =
    triedFor.exec(text.slice(at, at + 120)) ?? triedFor.exec(text.slice(Math.max(0, at - 60), at));
  if (around === null) return outcome;
  return Number((around[1] ?? '').replace(/\D/g, '')) >= 4000 ? 'timeout' : 'refused';
}

function ownerOf({ at, outcome }: Said, endpoints: readonly Endpoint[]): Endpoint | undefined {
  const before = endpoints.filter((one) => one.at < at && at - one.end < 400);
  const last = before.at(-1);
  const next = endpoints.find((one) => one.at >= at && one.at - at < 160);
  if (outcome === 'unstated') return next ?? last;
  if (outcome === 'missing' && last?.kind !== 'socket' && next?.kind === 'socket') return next;
  if (outcome === 'missing' || outcome === 'denied')
    return last?.kind === 'socket' || outcome === 'denied' ? last : undefined;
  return last ?? next;
}
