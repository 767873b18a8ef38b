import { forwardRule } from '../../machine/forward.ts';
import { formatCidr } from '../../route/cidr.ts';
import type { StepName } from '../decide.ts';
import type { MachineObservation } from '../observation.ts';

/** What is done, in words. */
export const stepWords: { readonly [K in StepName | 'remove-forward']: string } = {
  'remove-forward': 'remove the localhost forward',
  'add-forward': 'add a localhost forward',
  'replace-forward': 'move the localhost forward to another port',
  'repair-route': 'put the route back',
  'restore-address': 'give the host-only network its address again',
  'renew-certificate': "renew the engine's certificate and restart the engine",
};

/** The same while it is being done: the sentence of the panel must not read as an order to whoever sees it. */
export const doingWords: typeof stepWords = {
  'remove-forward': 'removing the localhost forward',
  'add-forward': 'adding a localhost forward',
  'replace-forward': 'moving the localhost forward to another port',
  'repair-route': 'putting the route back',
  'restore-address': 'giving the host-only network its address again',
  'renew-certificate': "renewing the engine's certificate",
};

interface Described {
  readonly seen: MachineObservation;
  readonly platform: 'macos' | 'linux';
  readonly firstPort: number;
}

/** The commands that do a step by hand, for a dry run and for people who want to check. */
export function commandsFor(does: StepName, { seen, platform, firstPort }: Described): readonly string[] {
  const { machine, route, network, hostOnly } = seen;
  const add = forwardRule(seen.forward?.rule.hostPort ?? firstPort, machine.engine.port);
  switch (does) {
    case 'add-forward':
    case 'replace-forward':
      return [
        `VBoxManage controlvm ${machine.name} natpf1 ${add.name},tcp,${add.hostIp},${add.hostPort},,${add.guestPort}`,
      ];
    case 'repair-route': {
      if (network === undefined || route.owner === undefined) return [];
      const text = formatCidr(network);
      if (platform === 'linux') return [`sudo ip route replace ${text} dev ${route.owner}`];
      const deletes = route.inTheWay.map((row) => `sudo route -n delete -net ${formatCidr(row.destination)}`);
      return [...deletes, `sudo route -n add -net ${text} -interface ${route.owner}`];
    }
    case 'restore-address':
      return hostOnly?.hostAddress === undefined
        ? []
        : [`VBoxManage hostonlyif ipconfig ${hostOnly.name} --ip ${hostOnly.hostAddress}`];
    case 'renew-certificate':
      return [`fairlead certs renew ${machine.name}`];
  }
}
