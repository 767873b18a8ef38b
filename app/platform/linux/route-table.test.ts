import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatCidr } from '../../route/cidr.ts';
import { parseKernelRows, tableOf } from './route-table.ts';

function rows(records: readonly object[]): readonly string[] {
  const kernel = parseKernelRows(JSON.stringify(records));
  if (kernel.kind === 'unreadable') assert.fail(kernel.reason);
  return tableOf(kernel.value).rows.map(
    (row) => `${formatCidr(row.destination)} ${row.interface} ${row.flags}${row.scoped ? ' scoped' : ''}`,
  );
}

test('default and hosts are spelled out, own addresses and broadcasts are left out', () => {
  assert.deepEqual(
    rows([
      { dst: 'default', gateway: '10.0.0.1', dev: 'eth0', protocol: 'dhcp', metric: 100, flags: [] },
      { dst: '192.168.99.100', dev: 'tun0', scope: 'link', flags: [] },
      { type: 'local', dst: '127.0.0.0/8', dev: 'lo', table: 'local', protocol: 'kernel', flags: [] },
      { type: 'broadcast', dst: '192.168.99.255', dev: 'vboxnet0', table: 'local', flags: [] },
    ]),
    ['0.0.0.0/0 eth0 UGS', '192.168.99.100/32 tun0 UHS'],
  );
});

test('of equal prefixes the lowest metric wins, wherever it stands', () => {
  assert.deepEqual(
    rows([
      { dst: '192.168.99.0/24', dev: 'tun0', metric: 50, flags: [] },
      { dst: '192.168.99.0/24', dev: 'vboxnet0', protocol: 'kernel', flags: [] },
    ]),
    ['192.168.99.0/24 tun0 USI scoped', '192.168.99.0/24 vboxnet0 UC'],
  );
});

test('rows that drop or refuse have no device', () => {
  assert.deepEqual(
    rows([
      { type: 'blackhole', dst: '192.168.99.0/25', flags: [] },
      { type: 'unreachable', dst: '10.0.0.0/8', metric: 4096, flags: [] },
      { type: 'prohibit', dst: '172.16.0.0/12', flags: [] },
    ]),
    ['192.168.99.0/25 lo USB', '10.0.0.0/8 lo URS', '172.16.0.0/12 lo URS'],
  );
});

test('what longest prefix in the main table does not decide is marked', () => {
  assert.deepEqual(
    rows([
      { dst: 'default', dev: 'wg0', table: '51820', flags: [] },
      { dst: '192.168.99.0/24', dev: 'tailscale0', table: '52', flags: [] },
      { type: 'throw', dst: '192.168.99.0/24', flags: [] },
      { dst: '192.168.99.0/24', tos: '0x10', dev: 'tun0', flags: [] },
      { dst: '192.168.99.0/24', dev: 'tun1', flags: ['dead', 'linkdown'] },
    ]).map((row) => row.endsWith('scoped')),
    [true, true, true, true, true],
  );
});

test('a multipath row counts by its first living hop; an IPv6 neighbour is a gateway too', () => {
  assert.deepEqual(
    rows([
      {
        dst: '10.0.0.0/8',
        flags: [],
        nexthops: [
          { gateway: '192.168.7.2', dev: 'eth0', weight: 1, flags: ['dead'] },
          { gateway: '192.168.8.2', dev: 'eth1', weight: 1, flags: [] },
        ],
      },
      { dst: '10.1.0.0/16', via: { family: 'inet6', host: 'fe80::1' }, dev: 'eth0', flags: [] },
    ]),
    ['10.0.0.0/8 eth1 UGS', '10.1.0.0/16 eth0 UGS'],
  );
});

test('records of another form are kept aside', () => {
  const kernel = parseKernelRows('[{"dst":"fe80::/64","dev":"eth0"},{},{"dst":"10.0.0.0/33","dev":"eth0"}]');
  assert.ok(kernel.kind === 'read' && kernel.value.skipped.length === 3 && kernel.value.rows.length === 0);
});

test('nothing that is printed is an exception', () => {
  for (const text of ['', ' ', '{}', 'null', '[{"dst":', 'Segmentation fault', '[1]'])
    assert.ok(['read', 'unreadable'].includes(parseKernelRows(text).kind));
  assert.equal(parseKernelRows('').kind, 'unreadable');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const kernel = parseKernelRows(JSON.stringify(value));
      if (kernel.kind === 'read') tableOf(kernel.value);
    }),
  );
});
