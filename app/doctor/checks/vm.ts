import { contains, formatCidr, formatIpv4, parseCidr, parseIpv4 } from '../../route/cidr.ts';
import { valueOf, type Reading } from '../../reading.ts';
import { explainMessage } from '../explain/explain.ts';
import type { SymptomId } from '../catalogue/catalogue.ts';
import { always, type Check, type Found } from './check.ts';
import type { Patient, Scene } from './scene.ts';

const hasVirtualBox = ({ patients }: Scene): true | string =>
  patients.some(({ machine }) => machine.driver === 'virtualbox') ? true : 'no machine runs in VirtualBox';

/** VirtualBox and its host-only networks. */
export const vmChecks: readonly Check[] = [
  {
    name: 'machines are running',
    applies: ({ patients }) => (patients.length > 0 ? true : 'there is no machine'),
    look: ({ patients }) =>
      Promise.resolve(
        patients
          .filter(({ view }) => ['off', 'saved', 'paused', 'crashed'].includes(view.state))
          .map(({ view }): Found => ({
            id: 'HOST_NOT_RUNNING',
            machine: view.name,
            severity: 'info',
            sentence: `${view.name} is ${view.state === 'crashed' ? 'aborted' : view.state}.`,
          })),
      ),
  },
  {
    name: 'VirtualBox answers about every machine',
    applies: hasVirtualBox,
    look: ({ patients }) =>
      Promise.resolve(
        patients.flatMap(({ machine, vm }): readonly Found[] => {
          if (vm.kind === 'read') return [];
          const [match] = explainMessage(vm.reason).matches;
          const id: SymptomId =
            (match?.id as SymptomId | undefined) ??
            (/did not answer within/.test(vm.reason) ? 'STATE_TIMEOUT' : 'ADAPTER_INVISIBLE');
          if (match === undefined && id !== 'STATE_TIMEOUT') throw new Error(vm.reason);
          return [{ id, machine: machine.name, sentence: vm.reason }];
        }),
      ),
  },
  {
    name: 'host-only adapters have addresses of their own',
    applies: hasVirtualBox,
    look: async (scene) => {
      const networks = need(await scene.hostOnlyNetworks());
      const seen = new Map<string, string[]>();
      for (const { hostAddress, name } of networks)
        if (hostAddress !== undefined) seen.set(hostAddress, [...(seen.get(hostAddress) ?? []), name]);
      const used = new Set(scene.patients.map(adapterOf));
      return [...seen]
        .filter(([, names]) => names.length > 1)
        .map(([address, names]): Found => ({
          id: 'DUP_ADAPTER',
          sentence: `${names.join(' and ')} have the same address ${address}.`,
          address,
          ...unusedOf(
            names.find((name) => !used.has(name)),
            scene,
          ),
        }));
    },
  },
  {
    name: 'routes lead to the adapter the machine is on',
    applies: hasVirtualBox,
    look: (scene) =>
      Promise.resolve(
        scene.patients.flatMap(({ view, vm }): readonly Found[] => {
          const own = valueOf(vm)?.hostOnly;
          const device = view.route.interface;
          if (
            own?.kind !== 'adapter' ||
            device === undefined ||
            !/^vboxnet\d+$/.test(device) ||
            device === own.name
          )
            return [];
          return [
            {
              id: 'WRONG_VBOXNET',
              machine: view.name,
              sentence: `${view.name} is on ${own.name}, and the route to it leads to ${device}.`,
              interface: own.name,
              ...unusedOf(
                scene.patients.every((one) => adapterOf(one) !== device) ? device : undefined,
                scene,
              ),
              mends: 'now',
            },
          ];
        }),
      ),
  },
  {
    name: 'no other interface has an address in a host-only network',
    applies: hasVirtualBox,
    look: async (scene) => {
      const interfaces = need(await scene.interfaces());
      return scene.patients.flatMap(({ view, vm }) => {
        const network = view.network === undefined ? undefined : parseCidr(view.network);
        if (network === undefined) return [];
        const own = valueOf(vm)?.hostOnly?.name ?? view.networkInterface;
        return interfaces
          .filter(
            ({ name, up }) =>
              up && name !== own && name !== view.networkInterface && !/^(lo|vboxnet|bridge)\d*/.test(name),
          )
          .flatMap(({ name, addresses }) =>
            addresses
              .filter(({ address }) => contains(network, address))
              .map(({ address }): Found => ({
                id: 'CIDR_COLLISION',
                machine: view.name,
                sentence: `${name} has the address ${formatIpv4(address)}, which is in ${formatCidr(network)} of ${view.name}.`,
              })),
          );
      });
    },
  },
  {
    name: 'networks of VPNs, of this LAN and of machines do not overlap',
    applies: ({ patients }) => (patients.length > 0 ? true : 'there is no machine'),
    look: async (scene) => {
      const overlaps = await scene.overlaps();
      return scene.patients.flatMap(({ view }) =>
        overlaps
          .filter(({ machines }) => machines.includes(view.name))
          .map(({ sentence }): Found => ({
            id: 'SUBNET_OVERLAP',
            machine: view.name,
            severity: view.path === 'none' ? 'warning' : 'info',
            sentence,
          })),
      );
    },
  },
  {
    name: 'the version of VirtualBox suits the machines',
    applies: (scene) => (scene.platform === 'macos' ? hasVirtualBox(scene) : 'this is not macOS'),
    look: async (scene) => {
      const version = need(await scene.hypervisorVersion());
      const major = Number(/(\d+)\.\d+/.exec(version)?.[1]);
      const onAdapter = scene.patients.filter(({ vm }) => valueOf(vm)?.hostOnly?.kind === 'adapter');
      if (major >= 7 && onAdapter.length > 0)
        return onAdapter.map(({ view }): Found => ({
          id: 'VBOX7_HOSTONLY',
          machine: view.name,
          severity: view.path === 'none' ? 'warning' : 'info',
          sentence: `${version} has no host-only adapters, and ${view.name} is attached to one.`,
        }));
      return [];
    },
  },
  {
    name: 'machines have addresses inside the lease range',
    applies: hasVirtualBox,
    look: async (scene) => {
      const servers = parseDhcp(await scene.ask('VBoxManage', ['list', 'dhcpservers']));
      return scene.patients.flatMap(({ view, vm }): readonly Found[] => {
        const adapter = valueOf(vm)?.hostOnly?.name;
        const server = servers.find(
          ({ network }) => adapter !== undefined && network.endsWith(`-${adapter}`),
        );
        if (server === undefined || view.state !== 'running') return [];
        const said = { id: 'DHCP_MISMATCH', machine: view.name, interface: adapter ?? '' } as const;
        if (!server.enabled)
          return [{ ...said, sentence: `The DHCP server of ${adapter ?? ''} is switched off.` }];
        const { lower, upper } = server;
        const address = parseIpv4(view.guestIp ?? '');
        if (lower === undefined || upper === undefined || address === undefined) return [];
        if (address >= lower && address <= upper) return [];
        const range = `${formatIpv4(lower)} to ${formatIpv4(upper)}`;
        return [
          {
            ...said,
            // Some give a machine a fixed address by hand, and mean it.
            severity: view.path === 'none' ? 'warning' : 'info',
            sentence: `${view.name} has the address ${view.guestIp ?? ''}, and the DHCP server of ${adapter ?? ''} hands out ${range}.`,
          },
        ];
      });
    },
  },
  {
    name: 'certificates name the host-only address too',
    applies: always,
    look: ({ patients }) =>
      Promise.resolve(
        patients
          .filter(({ view: { certificate } }) => {
            const addresses = certificate?.names.filter((name) => /^[\d.]+$/.test(name)) ?? [];
            return (
              addresses.includes('10.0.2.15') && addresses.every((name) => /^(127\.|10\.0\.2\.)/.test(name))
            );
          })
          .map(({ view }): Found => ({
            id: 'CERT_B2D_SELF',
            machine: view.name,
            sentence: `The certificate of ${view.name} names ${view.certificate?.names.join(', ') ?? ''} only.`,
            mends: 'with-consent',
          })),
      ),
  },
];

function adapterOf({ vm }: Patient): string | undefined {
  return valueOf(vm)?.hostOnly?.name;
}

function need<T>(reading: Reading<T>): T {
  if (reading.kind === 'unreadable') throw new Error(reading.reason);
  return reading.value;
}

/** An adapter may be suggested for removal only where every machine was looked at. */
function unusedOf(name: string | undefined, { patients, snapshot }: Scene): { readonly unused?: string } {
  return name === undefined || patients.length < snapshot.machines.length ? {} : { unused: name };
}

interface DhcpServer {
  readonly network: string;
  readonly enabled: boolean;
  /** First and last address it hands out. */
  readonly lower: number | undefined;
  readonly upper: number | undefined;
}

/** `list dhcpservers` in the forms before and after 6.1. */
export function parseDhcp(text: string): readonly DhcpServer[] {
  return text
    .split(/(?=^NetworkName:)/m)
    .map((block) => ({
      network: /^NetworkName:\s*(\S+)/m.exec(block)?.[1] ?? '',
      enabled: /^Enabled:\s*Yes/im.test(block),
      lower: parseIpv4(/^lowerIPAddress:\s*(\S+)/im.exec(block)?.[1] ?? ''),
      upper: parseIpv4(/^upperIPAddress:\s*(\S+)/im.exec(block)?.[1] ?? ''),
    }))
    .filter(({ network }) => network !== '');
}
