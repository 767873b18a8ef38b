import type { Snapshot } from '../../../shared/snapshot.ts';
import type { Finding } from '../../../shared/control/doctor.ts';
import { toFinding, type Found } from './check.ts';
import { hostFindings } from './shell-host.ts';
import { proxyFindings } from './shell-proxy.ts';

/** What the variables of a shell make of the docker command there. Pure; the shell is that of the command. */
export function shellFindings(
  environment: NodeJS.ProcessEnv,
  snapshot: Snapshot,
  local: LocalDocker = { socket: true, context: undefined },
): readonly Finding[] {
  return [
    ...hostFindings(environment, snapshot, local),
    ...proxyFindings(environment, snapshot),
    ...nowhereFindings(environment, local, snapshot),
  ].map((found) => toFinding(found, snapshot));
}

/** Where docker goes on this computer. */
export interface LocalDocker {
  /** Whether /var/run/docker.sock is there. */
  readonly socket: boolean;
  /** The chosen context of Docker's configuration; undefined is its default one. */
  readonly context: string | undefined;
  /** Whether somebody listens where DOCKER_HOST names this computer; undefined when that was not tried. */
  readonly hostListens?: boolean;
}

function nowhereFindings(
  environment: NodeJS.ProcessEnv,
  { socket, context }: LocalDocker,
  { machines }: Snapshot,
): readonly Found[] {
  const says = ['DOCKER_HOST', 'DOCKER_CONTEXT'].some((name) => (environment[name] ?? '') !== '');
  if (says || socket || (context ?? 'default') !== 'default') return [];
  const other =
    machines.length === 0 ? ' Another program with an engine, such as Docker Desktop, may be off.' : '';
  return [
    {
      id: 'NO_SOCKET',
      severity: 'info',
      sentence: `This shell has no DOCKER_HOST, no context is chosen, and /var/run/docker.sock is not there: docker reaches nobody.${other}`,
      path: '/var/run/docker.sock',
    },
  ];
}
