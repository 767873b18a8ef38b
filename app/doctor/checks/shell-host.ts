import type { MachineView, Snapshot } from '../../../shared/snapshot.ts';
import type { Found } from './check.ts';
import type { LocalDocker } from './shell.ts';

/** Where DOCKER_HOST and DOCKER_CONTEXT lead, beside where the machines are. */
export function hostFindings(
  environment: NodeJS.ProcessEnv,
  snapshot: Snapshot,
  local: LocalDocker,
): readonly Found[] {
  const host = environment['DOCKER_HOST'] ?? '';
  const context = environment['DOCKER_CONTEXT'] ?? '';
  if (host === '') return contextFindings(context, local);
  const both: readonly Found[] =
    context === ''
      ? []
      : [
          {
            id: 'ENV_BEATS_CONTEXT',
            severity: 'info',
            sentence: `DOCKER_HOST (${host}) and DOCKER_CONTEXT are both set in this shell; docker goes by DOCKER_HOST.`,
          },
        ];
  const tcp = /^tcp:\/\/(\[[^\]]*\]|[^:/]+)(?::(\d+))?/.exec(host);
  if (tcp === null) return [...both, ...socketFindings({ host, isSaid: both.length > 0 }, snapshot, local)];
  const [, address = '', port = ''] = tcp;
  const verifies = (environment['DOCKER_TLS_VERIFY'] ?? '') !== '';
  const usesTls = verifies || (environment['DOCKER_TLS'] ?? '') !== '';
  return [
    ...both,
    ...(isHere(address)
      ? portFindings({ host, address, port: port || (usesTls ? '2376' : '2375') }, snapshot, local)
      : addressFindings(address, snapshot)),
    ...(verifies ? nameFindings(address, snapshot) : []),
    ...((port === '2376' && !usesTls) || (port === '2375' && verifies)
      ? [
          {
            id: 'TLS_PLAIN',
            sentence: `DOCKER_HOST of this shell is ${host}, and DOCKER_TLS_VERIFY is ${verifies ? 'set' : 'not set'}: they do not go together.`,
          } as const,
        ]
      : []),
  ];
}

const isHere = (address: string): boolean => /^(localhost$|127\.|\[)/.test(address);

function contextFindings(context: string, { context: chosen }: LocalDocker): readonly Found[] {
  if (context === '' || context.startsWith('fairlead') || !(chosen ?? '').startsWith('fairlead')) return [];
  return [
    {
      id: 'ENV_BEATS_CONTEXT',
      severity: 'info',
      sentence: `DOCKER_CONTEXT of this shell is ${context}, so docker does not go to the chosen context ${chosen ?? ''}.`,
    },
  ];
}

function addressFindings(address: string, { machines }: Snapshot): readonly Found[] {
  // Other private addresses may be engines of other people; these are those of VirtualBox and vmnet.
  if (!/^192\.168\./.test(address) || machines.some(({ guestIp }) => guestIp === address)) return [];
  const known = machines.flatMap(({ guestIp }) => (guestIp === undefined ? [] : [guestIp]));
  if (known.length === 0 && (machines.length > 0 || !/^192\.168\.(99|5[6-9]|6[0-4])\./.test(address)))
    return [];
  const whose =
    known.length === 0
      ? 'and there is no machine on this computer'
      : `which no machine has (${known.join(', ')})`;
  return [{ id: 'ENV_STALE_IP', sentence: `DOCKER_HOST of this shell names ${address}, ${whose}.`, address }];
}

interface Local {
  readonly host: string;
  readonly address: string;
  readonly port: string;
}

/** A port of this computer at which nobody listens; who listens at another one is the owner's business. */
function portFindings(
  { host, port, address }: Local,
  { machines }: Snapshot,
  { hostListens }: LocalDocker,
): readonly Found[] {
  const forwards = machines.flatMap(({ forward }) =>
    forward.address === undefined ? [] : [forward.address],
  );
  if (hostListens !== false || forwards.some((one) => one.endsWith(`:${port}`))) return [];
  return [
    {
      id: 'ENV_STALE_IP',
      sentence: `DOCKER_HOST of this shell is ${host}, and nobody listens there${forwards.length === 0 ? '' : ` (forwards: ${forwards.join(', ')})`}.`,
      address,
    },
  ];
}

function socketFindings(
  { host, isSaid }: { readonly host: string; readonly isSaid: boolean },
  { machines }: Snapshot,
  { hostListens }: LocalDocker,
): readonly Found[] {
  const path = /^unix:\/\/(.+)$/.exec(host)?.[1];
  if (path !== undefined && hostListens === false)
    return [
      { id: 'NO_SOCKET', path, sentence: `DOCKER_HOST of this shell is ${host}, and nobody answers there.` },
    ];
  const isOurs = machines.some(({ endpoint }) => endpoint?.socket === path);
  return isOurs || machines.length === 0 || isSaid
    ? []
    : [
        {
          id: 'ENV_BEATS_CONTEXT',
          severity: 'info',
          sentence: `DOCKER_HOST of this shell (${host}) leads to no machine that Fairlead looks after.`,
        },
      ];
}

function nameFindings(address: string, { machines }: Snapshot): readonly Found[] {
  const bare = machines.find(
    ({ certificate }: MachineView) => certificate !== undefined && !certificate.names.includes('127.0.0.1'),
  );
  return address === '127.0.0.1' && bare !== undefined
    ? [
        {
          id: 'CERT_NO_127',
          sentence: `DOCKER_HOST of this shell names 127.0.0.1, and the certificate of ${bare.name} does not.`,
          address,
        },
      ]
    : [];
}
