import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNetstat } from '../platform/macos/netstat.ts';
import { parseIpv4 } from './cidr.ts';
import { type Explanation, explain } from './explain.ts';

function explained(rows: string, question: { ip?: string; isGuess?: boolean } = {}): Explanation {
  const { ip = '192.168.99.100', isGuess = false } = question;
  return explain({ table: parseNetstat(`${rows}\n`), address: parseIpv4(ip) as number, isGuess });
}

const lan = 'default 10.1.2.1 UGSc en0\n10.1.2/24 link#4 UCS en0';
const multicast = '224.0.0/4 link#4 UmCS en0';

/** What each kind of table is answered with: who it was, and the command. */
const cases: readonly (readonly [what: string, rows: string, said: RegExp, next: RegExp])[] = [
  ['a tunnel of nobody known', `${lan}\n192.168.99 10.8.0.1 UGSc utun4`, /a VPN took it/, /^fairlead fix .*; fairlead vpn names the VPN\.$/],
  ['a tunnel the table names', `${lan}\n100.64/10 link#9 UCS utun4\n192.168.99 link#9 UCS utun4`, /Tailscale took it/, /^fairlead fix (?!.*fairlead vpn)/],
  ['and the former interface', `${lan}\n192.168.99 link#9 UCS gpd0\n192.168.99 link#7 UCSI vboxnet0`, /GlobalProtect took it, for the table still knows 192\.168\.99\.0\/24 on vboxnet0/, /^fairlead fix /],
  ['a covering row', `${lan}\n192.168.0/16 link#9 UCS gpd0`, /go into the tunnel of GlobalProtect/, /^fairlead fix /],
  ['a row that refuses', `${lan}\n192.168.99 127.0.0.1 UGRSc lo0`, /refuses every packet/, /^fairlead fix (?!.*names the VPN)/],
  ['a gateway of the LAN', `${lan}\n192.168.99 10.1.2.254 UGSc en0`, /gateway of the local network/, /^fairlead fix /],
  ['a row that is missing', `${lan}\n${multicast}`, /row of the VM network is missing/, /^fairlead start .*fairlead fix /],
  ['no row at all', `10.1.2/24 link#4 UCS en0\n${multicast}`, /No row of this table/, /^fairlead start /],
  ['all well', `${lan}\n192.168.99 link#7 UC vboxnet0`, /nothing is wrong/, /fairlead doctor finds/],
  ['the LAN itself', `default 192.168.99.1 UGSc en0\n192.168.99 link#4 UCS en0`, /the local network, with the router 192\.168\.99\.1\. If a VM has the same numbers/, /^fairlead vpn .*192\.168\.99\.0\/24.*fairlead fix/],
  ['a LAN without its router', `${lan}\n192.168.99 link#4 UCS en7`, /no VM's: if a VM has the same numbers/, /^fairlead vpn /],
  ['a larger LAN', `default 192.168.0.1 UGSc en0\n192.168.0/16 link#4 UCS en0`, /with the router 192\.168\.0\.1/, /^fairlead vpn /],
  ["the tunnel's own numbers", `${lan}\n192.168.99 192.168.99.1 UGSc ppp0\n192.168.99.1 192.168.99.7 UH ppp0`, /tunnel's own network/, /^fairlead vpn /],
  ['IPv6 only', 'Routing tables\n\nInternet6:\n::1 ::1 UHL lo0', /only IPv6/, /^netstat -nr -f inet \| fairlead route explain /],
]; // prettier-ignore

for (const [what, rows, said, next] of cases)
  test(`${what}: the answer says what, by whom, and the next command`, () => {
    const explanation = explained(rows);
    assert.match(explanation.sentence, said);
    assert.match(explanation.next, next);
    assert.match(explanation.next, /\.$/);
  });

test('a public address is nobody’s machine', () => {
  assert.match(explained(lan, { ip: '203.0.113.5' }).next, /^fairlead ls .*--ip/);
});

test('where nobody named a network, the VM networks of the table are offered', () => {
  const rows = `${lan}\n192.168.64 link#9 UC bridge100\n192.168.105 link#10 UC bridge101\n${multicast}`;
  const offer = /^fairlead route explain --network 192\.168\.64\.0\/24 .*bridge100 \(and 1 more\)\.$/;
  assert.match(explained(rows, { isGuess: true }).next, offer);
  assert.doesNotMatch(explained(rows).next, /--network/);
  const full = rows.replace('default 10.1.2.1 UGSc en0', 'default link#8 UCSg utun3');
  assert.match(
    explained(full, { isGuess: true }).next,
    /^fairlead fix .*\. fairlead route explain --network /,
  );
  const own = `${rows}\n192.168.99 link#7 UC vboxnet0`;
  assert.doesNotMatch(explained(own, { isGuess: true }).next, /--network/);
});

test('a text without a table is answered with what prints one', () => {
  assert.equal(explained('').next, 'netstat -nr | fairlead route explain');
});
