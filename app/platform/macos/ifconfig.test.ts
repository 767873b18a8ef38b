import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatCidr, formatIpv4 } from '../../route/cidr.ts';
import { parseIfconfig } from './ifconfig.ts';

const text = `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
	inet 127.0.0.1 netmask 0xff000000
	inet6 ::1 prefixlen 128
vboxnet0: flags=8943<UP,BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST> mtu 1500
	ether 0a:00:27:00:00:00
	inet 192.168.99.1 netmask 0xffffff00 broadcast 192.168.99.255
	inet 192.168.98.1 netmask 255.255.255.128
vboxnet1: flags=8842<BROADCAST,RUNNING,SIMPLEX,MULTICAST> mtu 1500
utun4: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1390
	inet 10.8.0.6 --> 10.8.0.5 netmask 0xffffffff
feth12: flags=8843<UP,BROADCAST> metric 5000 mtu 2800
	inet 10.9.0.1/16
stf0: flags=0<> mtu 1280
`;

function summary(input: string): string[] {
  const reading = parseIfconfig(input);
  assert.ok(reading.kind === 'read');
  return reading.value.map(({ name, up, pointToPoint, mtu, addresses }) =>
    [
      name,
      up ? 'up' : 'down',
      ...(pointToPoint ? ['p2p'] : []),
      mtu ?? '-',
      ...addresses.map(
        ({ address, network, peer }) =>
          `${formatIpv4(address)} in ${formatCidr(network)}${peer === undefined ? '' : ` to ${formatIpv4(peer)}`}`,
      ),
    ].join(' '),
  );
}

test('interfaces with their addresses', () => {
  assert.deepEqual(summary(text), [
    'lo0 up 16384 127.0.0.1 in 127.0.0.0/8',
    'vboxnet0 up 1500 192.168.99.1 in 192.168.99.0/24 192.168.98.1 in 192.168.98.0/25',
    'vboxnet1 down 1500',
    'utun4 up p2p 1390 10.8.0.6 in 10.8.0.6/32 to 10.8.0.5',
    'feth12 up 2800 10.9.0.1 in 10.9.0.0/16',
    'stf0 down 1280',
  ]);
});

test('cut and odd lines lose no more than themselves', () => {
  assert.deepEqual(
    summary('en0: flags=8863<UP> mtu 1500\r\n\tinet 10.0.0.5\r\n\tinet 10.0\n\tinet 10.0.0.6 netmask 0xff\n'),
    ['en0 up 1500 10.0.0.5 in 10.0.0.5/32'],
  );
  assert.deepEqual(summary('en0: flags=1<UP> mtu 9\n\tinet 10.0.0.5 netmask 0xff000000\nen0: flags=0<>\n'), [
    'en0 down -',
  ]);
});

test('no interface is unreadable', () => {
  for (const input of ['', 'ifconfig: interface vboxnet9 does not exist\n', '\tinet 10.0.0.1 netmask 0xff\n'])
    assert.equal(parseIfconfig(input).kind, 'unreadable', input);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (input) => void parseIfconfig(input)));
});
