import type { Snapshot } from '../../../shared/snapshot.ts';
import { contains, parseCidr, parseIpv4 } from '../../route/cidr.ts';
import type { Found } from './check.ts';

/** Whether docker, or a program that uses its variables, asks a proxy for the machine. */
export function proxyFindings(environment: NodeJS.ProcessEnv, { machines }: Snapshot): readonly Found[] {
  const get = (name: string): string => environment[name] ?? environment[name.toLowerCase()] ?? '';
  if (['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].every((name) => get(name) === '')) return [];
  const host = /^tcp:\/\/([^:/]+)/.exec(environment['DOCKER_HOST'] ?? '')?.[1];
  if (host === undefined || isSpared(host, get('NO_PROXY'))) return [];
  if (host === 'localhost' || host.startsWith('127.'))
    return [
      {
        id: 'PROXY_FORBIDDEN',
        severity: 'info',
        sentence: `A proxy is set in this shell and NO_PROXY does not name ${host}: docker passes it by, but programs in Python (docker-compose 1) ask the proxy for the engine.`,
        address: host,
      },
    ];
  return machines
    .filter(({ guestIp }) => host === guestIp)
    .map(({ name, guestIp = '' }): Found => ({
      id: 'PROXY_FORBIDDEN',
      machine: name,
      sentence: `A proxy is set in this shell and NO_PROXY does not name ${guestIp}, so docker asks the proxy for the machine.`,
      address: guestIp,
    }));
}

/** As Go reads NO_PROXY: names, addresses, networks, each perhaps with a port; `*` spares all. */
function isSpared(host: string, list: string): boolean {
  const address = parseIpv4(host);
  return list
    .split(',')
    .map((one) => one.trim().replace(/:\d+$/, ''))
    .some((one) => {
      if (one === '*' || one === host) return true;
      const network = one.includes('/') ? parseCidr(one) : undefined;
      return address !== undefined && network !== undefined && contains(network, address);
    });
}
