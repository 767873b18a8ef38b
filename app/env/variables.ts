import type { Variable } from './theme.ts';

/** What Docker's clients are told about a machine. */
export interface Target {
  readonly name: string;
  /** `unix:///Users/me/.fairlead/machines/default/docker.sock` or `tcp://127.0.0.1:2376`. */
  readonly dockerHost: string;
  /** Absent for the endpoint, which needs no certificates. */
  readonly certPath?: string | undefined;
}

/** The variables docker-machine sets, in its order. */
export const variableNames = [
  'DOCKER_TLS_VERIFY',
  'DOCKER_HOST',
  'DOCKER_CERT_PATH',
  'DOCKER_MACHINE_NAME',
] as const;

/**
 * An empty value stands for a variable to be taken away: with DOCKER_TLS_VERIFY left over from another machine,
 * the docker command looks for certificates for a socket too, and ends with "unable to resolve docker endpoint".
 */
export function environmentFor({ name, dockerHost, certPath }: Target): readonly Variable[] {
  const values = [certPath === undefined ? '' : '1', dockerHost, certPath ?? '', name];
  return variableNames.map((variable, index) => ({ name: variable, value: values[index] ?? '' }));
}

/** Variables with a value, and the names of those without one. */
export function parted(variables: readonly Variable[]): {
  readonly set: readonly Variable[];
  readonly unset: readonly string[];
} {
  return {
    set: variables.filter(({ value }) => value !== ''),
    unset: variables.filter(({ value }) => value === '').map(({ name }) => name),
  };
}

/**
 * The variable that keeps a proxy away from the machine: the one already in use, with the machine's host
 * added once. None for a socket, which no proxy stands before.
 */
export function withoutProxy(target: Target, environment: NodeJS.ProcessEnv): readonly Variable[] {
  const host = hostOf(target);
  if (host === undefined) return [];
  const { name, hosts } = noProxy(environment);
  return [{ name, value: (hosts.includes(host) ? hosts : [...hosts, host]).join(',') }];
}

/** The same with the machine's hosts taken out; an empty value means that nothing is left. */
export function withProxyAgain(targets: readonly Target[], environment: NodeJS.ProcessEnv): Variable {
  const { name, hosts } = noProxy(environment);
  const gone = targets.map(hostOf);
  return { name, value: hosts.filter((host) => !gone.includes(host)).join(',') };
}

function noProxy(environment: NodeJS.ProcessEnv): {
  readonly name: string;
  readonly hosts: readonly string[];
} {
  const name =
    environment['NO_PROXY'] === undefined && environment['no_proxy'] !== undefined ? 'no_proxy' : 'NO_PROXY';
  const hosts = (environment[name] ?? '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
  return { name, hosts };
}

function hostOf({ dockerHost }: Target): string | undefined {
  return /^tcp:\/\/(.+):\d+$/.exec(dockerHost)?.[1];
}
