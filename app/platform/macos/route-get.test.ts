import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatCidr } from '../../route/cidr.ts';
import { parseRouteGet } from './route-get.ts';

const taken = `   route to: 192.168.99.100
destination: 192.168.99.0
       mask: 255.255.255.0
    gateway: 10.20.0.1
  interface: utun4
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1390      -438 
`;

function destinationIn(text: string): string | undefined {
  const answer = parseRouteGet(text, '');
  assert.ok(answer.kind === 'read' && answer.value.kind === 'route');
  return answer.value.destination && formatCidr(answer.value.destination);
}

test('interface, gateway and network', () => {
  const answer = parseRouteGet(taken, '');
  assert.ok(answer.kind === 'read' && answer.value.kind === 'route');
  assert.equal(answer.value.interface, 'utun4');
  assert.equal(answer.value.gateway, '10.20.0.1');
  assert.equal(destinationIn(taken), '192.168.99.0/24');
});

test('half the internet is printed as default and told by its mask', () => {
  const half = 'destination: default\n       mask: 128.0.0.0\n  interface: utun3 \n';
  assert.equal(destinationIn(half), '0.0.0.0/1');
  assert.equal(destinationIn(half.replace('128.0.0.0', 'default')), '0.0.0.0/0');
});

test('a host has no mask, a name no network', () => {
  assert.equal(destinationIn('destination: 10.1.1.1\ninterface: en0\n'), '10.1.1.1/32');
  assert.equal(destinationIn('destination: mac.local\ninterface: en0\n'), undefined);
  assert.equal(destinationIn('destination: 10.1.0.0\nmask: 255.0.255.0\ninterface: en0\n'), undefined);
});

test('"not in table" is an answer although the exit status is 0', () => {
  const answer = parseRouteGet('', 'route: writing to routing socket: not in table\n');
  assert.deepEqual(answer, { kind: 'read', value: { kind: 'no-route' } });
});

test('complaints and garbage are unreadable, with the reason', () => {
  const bad = parseRouteGet('', 'route: bad address: 1.2.3.256\n');
  assert.ok(bad.kind === 'unreadable');
  assert.match(bad.reason, /bad address/);
  for (const text of ['', 'interface:', 'interface: two words', 'interface: -x', 'hello'])
    assert.equal(parseRouteGet(text, '').kind, 'unreadable', text);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (stdout, stderr) => {
      parseRouteGet(stdout, stderr);
    }),
  );
});
