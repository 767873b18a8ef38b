import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseIfconfig } from '../../../app/platform/macos/ifconfig.ts';
import { parseNetstat } from '../../../app/platform/macos/netstat.ts';
import { parseRouteGet } from '../../../app/platform/macos/route-get.ts';
import { pokeIn } from '../../../app/platform/macos/route-monitor.ts';
import { valueOf } from '../../../app/reading.ts';
import { cidr, formatCidr, type Cidr } from '../../../app/route/cidr.ts';
import { quad } from '../interfaces.ts';
import type { KernelRow } from '../kernel.ts';
import { routeGet } from '../rendered.ts';
import { Vpn } from '../vpn.ts';
import { World } from '../world.ts';
import { renderIfconfig } from './ifconfig.ts';
import { renderMessage, renderMiss } from './monitor.ts';
import { type MacVersion, printDestination, renderNetstat } from './netstat.ts';

const versions: readonly MacVersion[] = ['10.11', '10.15', '12', '14'];

test('short forms are those of netname()', () => {
  const short = (network: Cidr, flags = 'UC'): string => printDestination({ destination: network, flags });
  assert.equal(short(cidr(0, 0)), 'default');
  assert.equal(short(cidr(0, 1)), '0/1');
  assert.equal(short(cidr(quad('128.0.0.0'), 1)), '128.0/1');
  assert.equal(short(cidr(quad('10.0.0.0'), 8)), '10');
  assert.equal(short(cidr(quad('10.0.0.0'), 24)), '10/24');
  assert.equal(short(cidr(quad('169.254.0.0'), 16)), '169.254');
  assert.equal(short(cidr(quad('192.168.99.0'), 24)), '192.168.99');
  assert.equal(short(cidr(quad('192.168.99.128'), 25)), '192.168.99.128/25');
  assert.equal(short(cidr(quad('192.168.0.0'), 16)), '192.168.0/16');
  assert.equal(short(cidr(quad('224.0.0.0'), 4)), '224.0.0/4');
  assert.equal(short(cidr(quad('192.168.99.100'), 32)), '192.168.99.100/32');
  assert.equal(short(cidr(quad('192.168.99.100'), 32), 'UHS'), '192.168.99.100');
});

for (const version of versions) {
  test(`the product reads back every row of a macOS ${version} table`, () => {
    const rows = fc.array(
      fc.record({
        at: fc.integer({ min: 1, max: 0xffffffff }),
        length: fc.integer({ min: 1, max: 32 }),
        name: fc.constantFrom('en0', 'utun10', 'lo0'),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(rows, fc.boolean(), (some, withInet6) => {
        const table: KernelRow[] = some.map(({ at, length, name }) => ({
          destination: cidr(at, length),
          gateway: 'link#4',
          interface: name,
          flags: 'UCS',
        }));
        table.unshift({ destination: cidr(0, 0), gateway: '10.0.1.1', interface: 'en0', flags: 'UGScg' });
        const read = valueOf(parseNetstat(renderNetstat(table, { version, withInet6 })));
        assert.ok(read);
        assert.deepEqual(
          read.rows.map((one) => [formatCidr(one.destination), one.interface, one.flags]),
          table.map((one) => [formatCidr(one.destination), one.interface, one.flags]),
        );
        assert.deepEqual(read.skipped, []);
      }),
      { numRuns: 30 },
    );
  });
}

test('interface names are cut as each version cuts them', () => {
  const table = [
    { destination: cidr(quad('192.168.99.0'), 24), gateway: 'link#11', interface: 'vboxnet0', flags: 'UC' },
  ];
  const last = (version: MacVersion): string =>
    renderNetstat(table, { version, withInet6: false }).trimEnd().split('\n').at(-1) ?? '';
  assert.match(last('10.11'), /^192\.168\.99 {9}link#11 {12}UC {14}1 {8}0 vboxnet$/);
  assert.match(last('10.15'), /UC {9}vboxnet$/);
  assert.match(last('14'), /UC {15}vboxnet0$/);
});

test('route get and the table are read alike before and after a VPN takes the route', () => {
  const world = new World('14');
  const vpn = new Vpn(world);
  world.addHostOnly(cidr(quad('192.168.99.0'), 24));
  world.vms.set('default', {
    name: 'default',
    guestAddress: quad('192.168.99.100'),
    adapter: 'vboxnet0',
    engineSocket: '',
    sshPort: 0,
    logFolder: '',
    state: 'running',
    natRules: [],
  });
  const through = (): unknown => {
    const answer = valueOf(parseRouteGet(routeGet(world, quad('192.168.99.100')), ''));
    return answer?.kind === 'route' ? answer.interface : answer?.kind;
  };
  assert.equal(through(), 'vboxnet0');
  vpn.connect('plain');
  assert.equal(through(), 'utun2');
  vpn.disconnect();
  assert.equal(through(), 'en0');
});

test('the product reads the interfaces, and the tunnel as point to point', () => {
  const world = new World('14');
  world.addHostOnly(cidr(quad('192.168.99.0'), 24));
  new Vpn(world).connect('full-tunnel');
  const interfaces = valueOf(parseIfconfig(renderIfconfig(world.interfaces)));
  assert.ok(interfaces);
  assert.deepEqual(
    interfaces.map(({ name }) => name),
    ['lo0', 'gif0', 'en0', 'utun0', 'utun1', 'vboxnet0', 'utun2'],
  );
  const tunnel = interfaces.find(({ name }) => name === 'utun2');
  assert.equal(tunnel?.pointToPoint, true);
  assert.equal(tunnel.addresses[0]?.peer, quad('10.20.0.1'));
  const adapter = interfaces.find(({ name }) => name === 'vboxnet0');
  assert.equal(formatCidr(adapter?.addresses[0]?.network ?? cidr(0, 0)), '192.168.99.0/24');
});

test('the monitor speaks in blocks that wake the product, and a failed look-up does not', () => {
  const row = {
    destination: cidr(quad('192.168.99.0'), 24),
    gateway: 'link#17',
    interface: 'utun2',
    flags: 'UCS',
  };
  const at = new Date(2016, 4, 10, 9, 0, 0);
  const pokes = (text: string): (string | undefined)[] =>
    text
      .split('\n')
      .map(pokeIn)
      .filter((poke) => poke !== undefined);
  const block = renderMessage({ type: 'RTM_DELETE', row, pid: 412 }, at);
  assert.match(
    block,
    /^\ngot message of size 140 on Tue May 10 09:00:00 2016\nRTM_DELETE: Delete Route: len 140, pid: 412, /,
  );
  assert.deepEqual(pokes(block), ['RTM_DELETE']);
  assert.deepEqual(pokes(renderMessage({ type: 'RTM_ADD', row, pid: 1, errno: 17 }, at)), []);
  assert.deepEqual(pokes(renderMiss('192.168.99.100', at)), []);
});
