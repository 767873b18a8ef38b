import type { Variable } from './theme.ts';

/** What Docker's clients are told about a machine. */
export interface Target {
  readonly name: string;
  /** `tcp://127.0.0.1:2376`. */
  readonly dockerHost: string;
  readonly certPath: string;
}

/** The variables docker-machine sets, in its order. */
export const variableNames = [
  'DOCKER_TLS_VERIFY',
  'DOCKER_HOST',
  'DOCKER_CERT_PATH',
  'DOCKER_MACHINE_NAME',
] as const;

export function environmentFor(target: Target): readonly Variable[] {
  const values = ['1', target.dockerHost, target.certPath, target.name];
  return variableNames.map((name, index) => ({ name, value: values[index] ?? '' }));
}

/**
 * The variable that keeps a proxy away from the machine: the one already in use, with the machine's host
 * added once.
 */
export function withoutProxy(target: Target, environment: NodeJS.ProcessEnv): Variable {
  const { name, hosts } = noProxy(environment);
  const host = hostOf(target);
  return { name, value: (hosts.includes(host) ? hosts : [...hosts, host]).join(',') };
}

/** The same with the machine's host taken out; an empty value means that nothing is left. */
export function withProxyAgain(target: Target | undefined, environment: NodeJS.ProcessEnv): Variable {
  const { name, hosts } = noProxy(environment);
  const left = target === undefined ? hosts : hosts.filter((host) => host !== hostOf(target));
  return { name, value: left.join(',') };
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

function hostOf(target: Target): string {
  return /^tcp:\/\/(.+):\d+$/.exec(target.dockerHost)?.[1] ?? target.dockerHost;
}
