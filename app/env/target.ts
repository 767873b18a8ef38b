import type { MachineView } from '../../shared/snapshot.ts';
import type { Target } from './variables.ts';

/** endpoint: the socket that stays whatever the path. tcp: an address and the certificates. */
export type Form = 'endpoint' | 'tcp';

export interface Missing {
  readonly missing: string;
  /** What to type. */
  readonly next: string;
}

export type Found = Target & { readonly form: Form };

/**
 * What to point clients at: the endpoint, which answers also for a machine that is off, or else, and for `tcp`, an
 * address. Of addresses the forward is preferred where it answers and the certificate suits it: it stays valid when
 * a VPN comes and goes.
 */
export function targetOf(machine: MachineView, form: Form): Found | Missing {
  const { name, certPath, steadyHost, dockerHost, endpoint } = machine;
  if (form === 'endpoint' && endpoint !== undefined && endpoint.problem === undefined)
    return { name, dockerHost: `unix://${endpoint.socket}`, form };
  const host = steadyHost ?? dockerHost;
  if (host !== undefined && certPath !== undefined) return { name, dockerHost: host, certPath, form: 'tcp' };
  if (machine.state === 'broken')
    return { missing: 'its entry in the store cannot be read', next: 'fairlead status' };
  const start = machine.driver === 'virtualbox' ? `fairlead start ${name}` : 'fairlead ls';
  return { missing: `it is ${machine.state} and has no address`, next: start };
}
