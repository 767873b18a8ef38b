import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from '../reading.ts';
import { parseCidr, type Cidr } from '../route/cidr.ts';
import type { NetworkInterface, RouteRow } from '../route/table.ts';
import type { Observation } from './observation.ts';
import { findOverlaps } from './overlaps.ts';

function net(text: string): Cidr {
  const network = parseCidr(text);
  assert.ok(network, text);
  return network;
}

function row(destination: string, device: string): RouteRow {
  const gateway = { kind: 'link', index: 9 } as const;
  return {
    destination: net(destination),
    gateway,
    interface: device,
    flags: 'UCS',
    scoped: false,
    cloned: false,
  };
}

function lan(name: string, network: string): NetworkInterface {
  const { address } = net(network);
  return {
    name,
    up: true,
    pointToPoint: false,
    addresses: [{ address: address + 7, network: net(network) }],
  };
}

/** One machine in 192.168.99.0/24 on vboxnet0, as far as overlaps look at it. */
function seen(rows: readonly RouteRow[], interfaces: readonly NetworkInterface[] = []): Observation {
  const machine = { name: 'default', hostOnly: net('192.168.99.0/24') };
  return {
    table: read({ rows, skipped: [] }),
    interfaces: read(interfaces),
    vpns: read([{ name: 'Cisco AnyConnect', interface: 'utun2', evidence: '' }]),
    machines: [{ machine, network: undefined, hostOnly: { kind: 'adapter', name: 'vboxnet0' } }],
  } as unknown as Observation;
}

const found = (observation: Observation): readonly string[] =>
  findOverlaps(observation).map(({ how, theirs, interface: device }) => `${how} ${theirs} ${device}`);

test('the same network, a part and an address of it are taken; a larger one covers it', () => {
  const rows = ['192.168.99.0/24', '192.168.99.128/25', '192.168.99.100/32', '192.168.0.0/16'];
  assert.deepEqual(found(seen(rows.map((text) => row(text, 'utun2')))), [
    'takes 192.168.99.0/24 utun2',
    'takes 192.168.99.128/25 utun2',
    'takes 192.168.99.100/32 utun2',
    'covers 192.168.0.0/16 utun2',
  ]);
});

test('a full tunnel, its halves, other networks and bound rows are no overlap', () => {
  const rows = ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8'].map((text) => row(text, 'utun2'));
  const bound = { ...row('192.168.99.0/24', 'utun2'), scoped: true };
  assert.deepEqual(found(seen([...rows, bound, row('192.168.99.0/24', 'vboxnet0')])), []);
});

test('a network that is taken in halves or quarters is taken', () => {
  const parts = ['192.168.99.0/25', '192.168.99.128/25', '192.168.99.64/26'];
  assert.deepEqual(
    found(seen(parts.map((text) => row(text, 'utun2')))),
    parts.map((text) => `takes ${text} utun2`),
  );
});

test('adapters without a machine and networks of other hypervisors are looked at too', () => {
  const rows = [row('192.168.60.0/24', 'utun2'), row('192.168.64.0/22', 'utun2')];
  const observed = seen(rows, [lan('bridge100', '192.168.64.0/24'), lan('en0', '10.1.2.0/24')]);
  const overlaps = findOverlaps(observed, [{ name: 'vboxnet3', network: net('192.168.60.0/24') }]);
  assert.deepEqual(
    overlaps.map(({ how, network, machines }) => `${how} ${network} ${machines.length}`),
    ['takes 192.168.60.0/24 0', 'covers 192.168.64.0/24 0'],
  );
});

test('a route on a tunnel of its own is not laid to a VPN on another one', () => {
  const [one] = findOverlaps(seen([row('192.168.99.0/24', 'utun7')]));
  assert.equal(one?.name, 'a VPN');
});

test('networks beyond a router of the local network are seen; the LAN itself and its neighbours are not', () => {
  const router = { kind: 'address', address: net('10.1.2.1/32').address } as const;
  const routed = (destination: string): RouteRow => ({ ...row(destination, 'en0'), gateway: router });
  const rows = [
    routed('192.168.0.0/16'),
    routed('192.168.99.128/25'),
    routed('0.0.0.0/0'),
    routed('10.9.0.0/16'),
  ];
  const neighbour = { ...routed('192.168.99.7/32'), cloned: true };
  const overlaps = findOverlaps(
    seen([...rows, neighbour, row('10.1.2.0/24', 'en0')], [lan('en0', '10.1.2.0/24')]),
  );
  assert.deepEqual(
    overlaps.map(({ how, theirs, who, name }) => [how, theirs, who, name]),
    [
      ['covers', '192.168.0.0/16', 'lan', 'the router 10.1.2.1'],
      ['takes', '192.168.99.128/25', 'lan', 'the router 10.1.2.1'],
    ],
  );
});

test('the network that is advised is one that nobody has', () => {
  const [one] = findOverlaps(seen([row('192.168.59.0/24', 'utun2')], [lan('en0', '192.168.99.0/24')]));
  assert.equal(one?.advice.includes('--virtualbox-hostonly-cidr 192.168.60.1/24 '), true, one?.advice);
  const [all] = findOverlaps(seen([], [lan('en0', '192.168.0.0/16')]));
  assert.equal(all?.advice.includes('hostonly-cidr'), false, all?.advice);
});

test('the local network is told apart from the host-only one, which has its addresses by right', () => {
  assert.deepEqual(found(seen([], [lan('vboxnet0', '192.168.99.0/24'), lan('en0', '192.168.96.0/20')])), [
    'shares 192.168.96.0/20 en0',
  ]);
  const down = { ...lan('en0', '192.168.99.0/24'), up: false };
  assert.deepEqual(found(seen([], [down])), []);
});
