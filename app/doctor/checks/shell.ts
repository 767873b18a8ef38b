import type { Snapshot } from '../../../shared/snapshot.ts';
import type { Finding } from '../../../shared/control/doctor.ts';
import { toFinding, type Found } from './check.ts';

/** What the variables of a shell make of the docker command there. Pure; the shell is that of the command. */
export function shellFindings(
  environment: NodeJS.ProcessEnv,
  snapshot: Snapshot,
  local: LocalDocker = { socket: true, context: undefined },
): readonly Finding[] {
  return [
    ...hostFindings(environment, snapshot),
    ...proxyFindings(environment, snapshot),
    ...nowhereFindings(environment, local),
  ].map((found) => toFinding(found, snapshot));
}

/** Where docker goes when the shell says nothing. */
export interface LocalDocker {
  /** Whether /var/run/docker.sock is there. */
  readonly socket: boolean;
  /** The chosen context of Docker's configuration; undefined is its default one. */
  readonly context: string | undefined;
}

function nowhereFindings(environment: NodeJS.ProcessEnv, { socket, context }: LocalDocker): readonly Found[] {
  const says = ['DOCKER_HOST', 'DOCKER_CONTEXT'].some((name) => (environment[name] ?? '') !== '');
  if (says || socket || (context ?? 'default') !== 'default') return [];
  return [
    {
      id: 'NO_SOCKET',
      severity: 'info',
      sentence:
        'This shell has no DOCKER_HOST, no context is chosen, and /var/run/docker.sock is not there: docker reaches nobody.',
      path: '/var/run/docker.sock',
    },
  ];
}

function hostFindings(environment: NodeJS.ProcessEnv, { machines }: Snapshot): readonly Found[] {
  const host = environment['DOCKER_HOST'] ?? '';
  const found: Found[] = [];
  if (host !== '' && (environment['DOCKER_CONTEXT'] ?? '') !== '')
    found.push({
      id: 'ENV_BEATS_CONTEXT',
      severity: 'info',
      sentence: `DOCKER_HOST (${host}) and DOCKER_CONTEXT are both set in this shell; docker goes by DOCKER_HOST.`,
    });
  const tcp = /^tcp:\/\/([^:/]+)(?::(\d+))?/.exec(host);
  if (tcp === null) return found;
  const [, address = '', port = '2376'] = tcp;
  const addresses = machines.flatMap(({ guestIp }) => (guestIp === undefined ? [] : [guestIp]));
  const isLocal = /^(localhost|127\.|\[)/.test(address);
  if (!isLocal && addresses.length > 0 && /^192\.168\./.test(address) && !addresses.includes(address))
    found.push({
      id: 'ENV_STALE_IP',
      sentence: `DOCKER_HOST of this shell names ${address}, which no machine has (${addresses.join(', ')}).`,
      address,
    });
  const bare = machines.filter(
    ({ certificate }) => certificate !== undefined && !certificate.names.includes('127.0.0.1'),
  );
  if (address === '127.0.0.1' && bare.length > 0 && (environment['DOCKER_TLS_VERIFY'] ?? '') !== '')
    found.push({
      id: 'CERT_NO_127',
      sentence: `DOCKER_HOST of this shell names 127.0.0.1, and the certificate of ${bare[0]?.name ?? 'the machine'} does not.`,
      address,
    });
  const verifies = (environment['DOCKER_TLS_VERIFY'] ?? '') !== '';
  if (
    (port === '2376' && !verifies && (environment['DOCKER_TLS'] ?? '') === '') ||
    (port === '2375' && verifies)
  )
    found.push({
      id: 'TLS_PLAIN',
      sentence: `DOCKER_HOST of this shell is ${host}, and DOCKER_TLS_VERIFY is ${verifies ? 'set' : 'not set'}: they do not go together.`,
    });
  return found;
}

function proxyFindings(environment: NodeJS.ProcessEnv, { machines }: Snapshot): readonly Found[] {
  const get = (name: string): string => environment[name] ?? environment[name.toLowerCase()] ?? '';
  if (get('HTTPS_PROXY') === '' && get('HTTP_PROXY') === '') return [];
  const spared = get('NO_PROXY')
    .split(',')
    .map((one) => one.trim());
  const host = /^tcp:\/\/([^:/]+)/.exec(environment['DOCKER_HOST'] ?? '')?.[1];
  return machines
    .filter(
      ({ guestIp }) =>
        guestIp !== undefined && !spared.includes(guestIp) && !spared.includes('*') && host === guestIp,
    )
    .map(({ name, guestIp = '' }): Found => ({
      id: 'PROXY_FORBIDDEN',
      machine: name,
      sentence: `A proxy is set in this shell and NO_PROXY does not name ${guestIp}, so docker asks the proxy for the machine.`,
      address: guestIp,
    }));
}
