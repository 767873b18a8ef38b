import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RunningPorts } from '../ports.ts';
import { wantedPorts, type MachineContainers } from './wanted-ports.ts';

type Port = RunningPorts['ports'][number];

const tcp = (port: number, address = '0.0.0.0'): Port => ({ address, port, protocol: 'tcp' });
const machine = (name: string, ...containers: RunningPorts[]): MachineContainers => ({
  machine: name,
  guestIp: '192.168.99.100',
  containers,
});
const shown = (machines: readonly MachineContainers[]): readonly string[] =>
  wantedPorts(machines).map(
    ({ machine, container, port, protocol, host, verdict }) =>
      `${machine}/${container} ${host}:${port}/${protocol} ${verdict.kind === 'taken' ? verdict.holder : verdict.kind}`,
  );

test('IPv4 and IPv6 of one port are one', () => {
  const web = { name: 'web', ports: [tcp(8080), tcp(8080, '::'), tcp(443)] };
  assert.deepEqual(shown([machine('default', web)]), [
    'default/web 127.0.0.1:443/tcp open',
    'default/web 127.0.0.1:8080/tcp open',
  ]);
});

test('where to dial depends on the address it is published on', () => {
  const hosts = ['', '0.0.0.0', '::', '192.168.99.100', '127.0.0.1', '::1', '10.0.2.15'].map(
    (address) => wantedPorts([machine('default', { name: 'a', ports: [tcp(80, address)] })])[0]?.host,
  );
  assert.deepEqual(hosts, [
    '127.0.0.1',
    '127.0.0.1',
    '::1',
    '192.168.99.100',
    'localhost',
    '::1',
    '10.0.2.15',
  ]);
});

test('one port on two addresses of a machine goes to who has every address', () => {
  const local = { name: 'a', ports: [tcp(80, '127.0.0.1')] };
  const wide = { name: 'b', ports: [tcp(80, '192.168.99.100')] };
  assert.deepEqual(shown([machine('default', local, wide)]), ['default/b 192.168.99.100:80/tcp open']);
});

test('UDP and SCTP are said not to be carried, and stand in nobody’s way', () => {
  const dns: RunningPorts = { name: 'dns', ports: [{ address: '', port: 53, protocol: 'udp' }, tcp(53)] };
  const [first, second] = wantedPorts([machine('default', dns)]);
  assert.deepEqual(first?.verdict, { kind: 'open' });
  assert.deepEqual(second?.verdict, { kind: 'not-carried', why: 'UDP is not carried, only TCP is' });
});

test('of machines that want one port, default has it, else the first by name, whatever came first', () => {
  const web = { name: 'web', ports: [tcp(8080)] };
  const [a, b, d] = [machine('alpha', web), machine('beta', web), machine('default', web)];
  assert.deepEqual(shown([b, a]), shown([a, b]));
  assert.deepEqual(shown([b, a, d]), [
    'default/web 127.0.0.1:8080/tcp open',
    'alpha/web 127.0.0.1:8080/tcp the machine default',
    'beta/web 127.0.0.1:8080/tcp the machine default',
  ]);
});

test('no local port is wanted open twice, for any containers in any order', () => {
  const port = fc.record({
    address: fc.constantFrom('', '0.0.0.0', '::', '127.0.0.1', '192.168.99.100', 'fe80::1', 'nonsense'),
    port: fc.integer({ min: 1, max: 5 }),
    protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
  });
  const container = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    ports: fc.array(port, { maxLength: 4 }),
  });
  const world = fc.uniqueArray(
    fc.record({
      machine: fc.constantFrom('default', 'x', 'y'),
      guestIp: fc.constantFrom(undefined, '192.168.99.100'),
      containers: fc.array(container, { maxLength: 4 }),
    }),
    { selector: (one) => one.machine },
  );
  fc.assert(
    fc.property(world, (machines) => {
      const open = wantedPorts(machines).filter(({ verdict }) => verdict.kind === 'open');
      assert.equal(new Set(open.map((one) => one.port)).size, open.length);
      assert.ok(open.every((one) => one.protocol === 'tcp'));
      assert.deepEqual(wantedPorts([...machines].reverse()), wantedPorts(machines));
    }),
  );
});
