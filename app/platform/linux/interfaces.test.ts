import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCidr, formatIpv4 } from '../../route/cidr.ts';
import { parseInterfaces } from './interfaces.ts';

test('addresses, peers and flags are read', () => {
  const reading = parseInterfaces(
    JSON.stringify([
      { ifname: 'lo', flags: ['LOOPBACK'], addr_info: [] },
      {
        ifname: 'vboxnet0',
        flags: ['BROADCAST', 'UP'],
        mtu: 1500,
        addr_info: [
          { family: 'inet', local: '192.168.99.1', prefixlen: 24 },
          { family: 'inet6', local: 'fe80::1', prefixlen: 64 },
        ],
      },
      {
        ifname: 'ppp0',
        flags: ['POINTOPOINT', 'UP'],
        addr_info: [{ family: 'inet', local: '10.8.0.6', address: '10.8.0.5', prefixlen: 32 }],
      },
    ]),
  );
  assert.ok(reading.kind === 'read');
  assert.deepEqual(
    reading.value.map((known) => [
      known.name,
      known.up,
      known.pointToPoint,
      known.addresses.map((own) => `${formatIpv4(own.address)} in ${formatCidr(own.network)}`).join(),
    ]),
    [
      ['lo', false, false, ''],
      ['vboxnet0', true, false, '192.168.99.1 in 192.168.99.0/24'],
      ['ppp0', true, true, '10.8.0.6 in 10.8.0.5/32'],
    ],
  );
});

test('an answer without interfaces is no answer', () => {
  for (const text of ['', '[]', '[{}]', '{}', 'oops']) assert.equal(parseInterfaces(text).kind, 'unreadable');
});
