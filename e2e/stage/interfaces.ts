import { type Cidr, cidr, formatIpv4, parseIpv4 } from '../../app/route/cidr.ts';

/** An interface of the make-believe Mac, as ifconfig would show it. */
export interface StageInterface {
  readonly name: string;
  /** The N of `link#N`. */
  readonly index: number;
  readonly kind: 'loopback' | 'ethernet' | 'tunnel' | 'empty';
  readonly up: boolean;
  readonly mtu: number;
  readonly ether?: string;
  readonly address?: {
    readonly address: number;
    readonly length: number;
    /** The other end of a point-to-point link. */
    readonly peer?: number;
  };
}

export function quad(text: string): number {
  const address = parseIpv4(text);
  if (address === undefined) throw new Error(`not an IPv4 address: ${text}`);
  return address;
}

export function networkOf(network: StageInterface): Cidr | undefined {
  return network.address === undefined ? undefined : cidr(network.address.address, network.address.length);
}

export function addressOf(network: StageInterface): string | undefined {
  return network.address === undefined ? undefined : formatIpv4(network.address.address);
}

/** What every Mac has, and two tunnels without an IPv4 address, which mean no VPN (iCloud makes them). */
export function usualInterfaces(): StageInterface[] {
  return [
    {
      name: 'lo0',
      index: 1,
      kind: 'loopback',
      up: true,
      mtu: 16384,
      address: { address: quad('127.0.0.1'), length: 8 },
    },
    { name: 'gif0', index: 2, kind: 'empty', up: false, mtu: 1280 },
    {
      name: 'en0',
      index: 4,
      kind: 'ethernet',
      up: true,
      mtu: 1500,
      ether: 'a4:83:e7:10:20:30',
      address: { address: quad('10.0.1.23'), length: 24 },
    },
    { name: 'utun0', index: 14, kind: 'tunnel', up: true, mtu: 1380 },
    { name: 'utun1', index: 15, kind: 'tunnel', up: true, mtu: 2000 },
  ];
}

/** A VirtualBox host-only adapter with the first address of its network. */
export function hostOnlyAdapter(number: number, network: Cidr): StageInterface {
  return {
    name: `vboxnet${number}`,
    index: 11 + number,
    kind: 'ethernet',
    up: true,
    mtu: 1500,
    ether: `0a:00:27:00:00:${number.toString(16).padStart(2, '0')}`,
    address: { address: network.address + 1, length: network.length },
  };
}
