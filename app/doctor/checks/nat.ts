import type { NatRule } from '../../ports.ts';
import { isOwnRule, openTo } from '../../machine/forward.ts';
import { valueOf } from '../../reading.ts';
import type { Check, Found } from './check.ts';
import type { Patient, Scene } from './scene.ts';

/** Names by which Fairlead and docker-vpn-helper know the rule for Docker. */
const ourNames = new Set(['fairlead-docker', 'dockerdaemon']);
const dockerPort = 2376;

const where = ({ hostIp, hostPort, guestPort }: NatRule): string =>
  `${hostIp === '' ? '*' : hostIp}:${hostPort} -> ${guestPort}`;

/** NAT rules as they stand; VirtualBox itself complains only when one is added. */
export const natChecks: readonly Check[] = [
  {
    name: 'NAT rules lead where they should, and no two of them want one port',
    applies: ({ patients }) =>
      patients.some(({ vm }) => vm.kind === 'read') ? true : 'no machine is known to VirtualBox',
    look: (scene: Scene) =>
      Promise.resolve([
        ...scene.patients.flatMap(({ view, vm }) => {
          const rules = valueOf(vm)?.natRules ?? [];
          return [...astray(rules, view.name), ...twice(rules, view.name)];
        }),
        ...scene.patients.flatMap(openRules),
        ...betweenMachines(scene),
      ]),
  },
];

/** A rule of our name that leads to another port keeps ours from being added. */
function astray(rules: readonly NatRule[], machine: string): readonly Found[] {
  return rules
    .filter(({ name, guestPort }) => ourNames.has(name) && guestPort !== dockerPort)
    .map((rule): Found => ({
      id: 'NATPF_NAME',
      machine,
      sentence: `The NAT rule ${rule.name} of ${machine} leads to port ${rule.guestPort} and not to Docker.`,
      evidence: [where(rule)],
      port: rule.hostPort,
      rule: rule.name,
      // Nobody else's rule is ever removed.
      mends: isOwnRule(rule) ? 'now' : 'no',
    }));
}

/** One rule for all addresses and one for 127.0.0.1 may both stand, and only one of them gets the port. */
function twice(rules: readonly NatRule[], machine: string): readonly Found[] {
  return rules.flatMap((one, index) =>
    rules
      .slice(index + 1)
      .filter((other) => other.hostPort === one.hostPort && other.protocol === one.protocol)
      .map((other): Found => ({
        id: 'NATPF_PORT',
        machine,
        sentence: `The NAT rules ${one.name} and ${other.name} of ${machine} both want port ${one.hostPort} of this computer.`,
        evidence: [where(one), where(other)],
        port: one.hostPort,
        rule: isOwnRule(one) ? one.name : other.name,
        mends: isOwnRule(one) || isOwnRule(other) ? 'now' : 'no',
      })),
  );
}

/** Added by hand without an address, a rule is there for everybody on the networks of this computer. */
function openRules({ machine, view, vm }: Patient): readonly Found[] {
  return (valueOf(vm)?.natRules ?? []).flatMap((rule): readonly Found[] => {
    const what = openTo(rule, machine);
    return what === undefined
      ? []
      : [
          {
            id: 'NATPF_OPEN',
            machine: view.name,
            sentence: `The NAT rule ${rule.name} of ${view.name} listens on every address of this computer: others on its networks reach ${what}.`,
            evidence: [where(rule)],
            port: rule.hostPort,
            rule: rule.name,
          },
        ];
  });
}

/** Two running machines with one port: the second one's rule listens to nothing, and VirtualBox does not say so. */
function betweenMachines({ patients }: Scene): readonly Found[] {
  const seen = new Map<string, string>();
  return patients
    .filter(({ view }) => view.state === 'running')
    .flatMap(({ view, vm }) =>
      (valueOf(vm)?.natRules ?? []).flatMap((rule): readonly Found[] => {
        const key = `${rule.protocol} ${rule.hostPort}`;
        const first = seen.get(key);
        if (first === undefined) seen.set(key, view.name);
        return first === undefined || first === view.name
          ? []
          : [
              {
                id: 'PORT_BUSY',
                machine: view.name,
                sentence: `${first} and ${view.name} both have a NAT rule for port ${rule.hostPort} of this computer.`,
                evidence: [where(rule)],
                port: rule.hostPort,
                mends: isOwnRule(rule) ? 'now' : 'no',
              },
            ];
      }),
    );
}
