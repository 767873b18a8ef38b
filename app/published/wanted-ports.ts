import type { RunningPorts } from '../ports.ts';

export interface MachineContainers {
  readonly machine: string;
  readonly guestIp: string | undefined;
  readonly containers: readonly RunningPorts[];
}

/** What a published port is to become on this computer. */
export interface WantedPort {
  readonly machine: string;
  readonly container: string;
  readonly protocol: RunningPorts['ports'][number]['protocol'];
  readonly port: number;
  /** What to dial, as seen from inside the machine. */
  readonly host: string;
  readonly verdict:
    | { readonly kind: 'open' }
    | { readonly kind: 'not-carried'; readonly why: string }
    /** Another machine has it: `holder` says which. */
    | { readonly kind: 'taken'; readonly holder: string };
}

/**
 * The ports that should be open here, from what runs in the machines. Pure, and the same for the same containers,
 * whatever came first: of two machines that publish one port, `default` has it, else the first by name.
 */
export function wantedPorts(machines: readonly MachineContainers[]): readonly WantedPort[] {
  const taken = new Map<number, string>();
  return [...machines].sort(byPrecedence).flatMap((one) =>
    published(one).map((port) => {
      const holder = port.protocol === 'tcp' ? taken.get(port.port) : undefined;
      if (port.protocol === 'tcp' && holder === undefined) taken.set(port.port, one.machine);
      return { ...port, verdict: verdictOn(port, holder) };
    }),
  );
}

type Published = Omit<WantedPort, 'verdict'>;

/** One for each port and protocol: an engine lists 0.0.0.0 and [::] apart, and a port may be published on two addresses. */
function published({ machine, guestIp, containers }: MachineContainers): readonly Published[] {
  const found = new Map<string, Published & { readonly rank: number }>();
  for (const container of [...containers].sort((a, b) => compare(a.name, b.name)))
    for (const { address, port, protocol } of container.ports) {
      const key = `${port}/${protocol}`;
      const rank = rankOf(address, guestIp);
      const known = found.get(key);
      if (known !== undefined && known.rank <= rank) continue;
      found.set(key, {
        machine,
        container: container.name,
        protocol,
        port,
        host: hostOf(address),
        rank,
      });
    }
  return [...found.values()]
    .sort((a, b) => a.port - b.port || compare(a.protocol, b.protocol))
    .map(({ rank: _rank, ...port }) => port);
}

function verdictOn({ protocol }: Published, holder: string | undefined): WantedPort['verdict'] {
  if (protocol !== 'tcp')
    return { kind: 'not-carried', why: `${protocol.toUpperCase()} is not carried, only TCP is` };
  return holder === undefined ? { kind: 'open' } : { kind: 'taken', holder: `the machine ${holder}` };
}

const everyAddress = ['', '0.0.0.0'];

function rankOf(address: string, guestIp: string | undefined): number {
  if (everyAddress.includes(address) || address === guestIp) return 0;
  if (address === '::') return 1;
  return isLoopback(address) ? 2 : 3;
}

/**
 * 127.0.0.1 stands for whatever listens on every address of the machine, and may be reached at its guest IP too; the
 * name localhost for what listens only there, which is reached from inside the machine alone. Docker listens on an
 * address that is named on that one only, and on IPv6 without IPv4: there, 127.0.0.1 refuses.
 */
function hostOf(address: string): string {
  if (everyAddress.includes(address)) return '127.0.0.1';
  if (address === '::') return '::1';
  return address.startsWith('127.') ? 'localhost' : address;
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

function byPrecedence(a: MachineContainers, b: MachineContainers): number {
  const isDefault = (one: MachineContainers): number => (one.machine === 'default' ? 0 : 1);
  return isDefault(a) - isDefault(b) || compare(a.machine, b.machine);
}

/** By code points, so that it is the same everywhere. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
