import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseNetstat } from '../platform/macos/netstat.ts';
import { parseCidr, parseIpv4 } from './cidr.ts';
import { type Explanation, explain } from './explain.ts';

function explained(rows: string, ip = '192.168.99.100', network?: string): Explanation {
  return explain({
    table: parseNetstat(`${rows}\n`),
    address: parseIpv4(ip) as number,
    network: network === undefined ? undefined : parseCidr(network),
  });
}

function verdict(rows: string, ip?: string, network?: string): string {
  const { verdict: word, hijacked } = explained(rows, ip, network);
  return `${word} ${hijacked ? 'hijacked' : 'fine'}`;
}

const oldHeader = 'Destination        Gateway            Flags        Refs      Use   Netif Expire\n';
const full = '0/1 10.8.0.1 UGSc utun4\n128.0/1 10.8.0.1 UGSc utun4\ndefault 10.1.2.1 UGSc en0\n';

test('the winner and all rows are named', () => {
  const explanation = explained('192.168.99 link#9 UCS utun0\n192.168.99 link#11 UCSI vboxnet0');
  assert.equal(explanation.rows, 2);
  assert.deepEqual(explanation.winner, {
    destination: '192.168.99.0/24',
    interface: 'utun0',
    gateway: 'link#9',
    flags: 'UCS',
  });
  assert.equal(explanation.network, '192.168.99.0/24');
  assert.match(explanation.sentence, /the table still knows 192\.168\.99\.0\/24 on vboxnet0/);
  assert.equal(explanation.evidence.length, 2);
});

const cases: readonly (readonly [string, string, string, string?, string?])[] = [
  ['the own interface', '192.168.99 link#11 UC vboxnet0', 'own fine'],
  ['the own interface under a full tunnel', `${full}192.168.99 link#11 UC vboxnet0`, 'own fine'],
  ['a cut bridge100', `${oldHeader}192.168.64 link#22 UCS 0 0 bridge1 !`, 'own fine', '192.168.64.2'],
  ['the same prefix on a tunnel', '192.168.99 link#9 UCS utun0', 'taken hijacked'],
  ['a host row on a tunnel', '192.168.99 link#11 UC vboxnet0\n192.168.99.100 10.8.0.1 UGHS utun4', 'taken hijacked'],
  ['a longer prefix over the own row', '10.3/24 link#6 UCS en0\n10.3/26 utun4 USc utun4', 'taken hijacked', '10.3.0.5'],
  ['beside a longer prefix', '10.3/24 link#6 UCS en0\n10.3/26 utun4 USc utun4', 'own fine', '10.3.0.77'],
  ['a gateway of the local network', '192.168.64 10.77.0.1 UGSc en0', 'taken hijacked', '192.168.64.2'],
  ['a LAN with the numbers of a VM', '192.168.99 link#4 UCS en0\n192.168.99 link#9 UCSI vboxnet0', 'taken hijacked'],
  ['cable and Wi-Fi in one network', '10.3.1/24 link#4 UCS en0\n10.3.1/24 link#5 UCSI en1', 'own fine', '10.3.1.7'],
  ['a row that rejects', '192.168.99 127.0.0.1 UGRSc lo0', 'taken hijacked'],
  ['the computer itself', '192.168.99.100 127.0.0.1 UHS lo0', 'own fine'],
  ['a network sent to loopback', '192.168.99 127.0.0.1 UGSc lo0', 'taken hijacked'],
  ['a covering row on a tunnel', '192.168.0/16 10.69.0.1 UGSc utun5', 'lost hijacked'],
  ['a full tunnel without the own row', full.trim(), 'lost hijacked'],
  ['only the default route', 'default 10.1.2.1 UGSc en0', 'lost fine'],
  ['a larger network that is connected', '192.168.0/16 link#7 UCS en7', 'elsewhere fine'],
  ['a VM as the Mac', '192.168.56 link#5 UC en1', 'own fine', '192.168.56.7'],
  ["the tunnel's own network", '10.8/24 10.8.0.4 UGSc utun4\n10.8.0.4 10.8.0.4 UH utun4', 'tunnel-own fine', '10.8.0.9'],
  ["ZeroTier's own network", '10.147.17/24 link#7 UC feth1532', 'tunnel-own fine', '10.147.17.4'],
  ['containers by docker-mac-net-connect', '10.33.33.2 10.33.33.1 UH utun0\n172.17 utun0 USc utun0', 'tunnel-own fine', '172.17.0.2'],
  ['a public network', '203.0.113 utun3 USc utun3', 'elsewhere fine', '203.0.113.5'],
  ["a VM's network of public numbers", '33.33.33 link#9 UCS utun3\n33.33.33 link#7 UCSI vboxnet0', 'taken hijacked', '33.33.33.10'],
  ['the same without a trace of the VM', '33.33.33 link#9 UCS utun3', 'elsewhere fine', '33.33.33.10'],
  ['a public LAN that a tunnel took', '203.0.113 utun3 USc utun3\n203.0.113 link#4 UCSI en0', 'elsewhere fine', '203.0.113.5'],
  ['a network of the range for tests', '198.18/15 198.18.0.1 UGSc utun3\n198.19.7 link#7 UCSI bridge101', 'lost hijacked', '198.19.7.3'],
  ['scoped rows only', 'default 10.1.2.1 UGScI en1', 'no-route fine'],
  ['an address outside the network', 'default 10.1.2.1 UGSc en0', 'elsewhere fine', '10.1.1.1', '10.2.0.0/16'],
  ['a larger network', '172.17 10.8.0.1 UGSc utun4', 'taken hijacked', '172.17.3.4', '172.17.0.0/16'],
]; // prettier-ignore

for (const [name, rows, expected, ip, network] of cases)
  test(name, () => {
    assert.equal(verdict(rows, ip, network), expected);
  });

test('what the table alone cannot settle is said to be open', () => {
  assert.equal(explained('192.168.0/16 10.69.0.1 UGSc utun5').certain, false);
  assert.equal(explained('192.168.99 link#9 UCS utun0').certain, false);
  assert.equal(explained('192.168.99 link#9 UCS utun0\n192.168.99 link#11 UCSI vboxnet0').certain, true);
});

test('a line for the address that could not be read keeps the verdict open, another one does not', () => {
  const end = '\n224.0.0/4 link#7 UmCS en0';
  const unread = explained(`default 10.1.2.1 UGSc en0\n192.168.99 link#22 UC${end}`);
  assert.equal(unread.certain, false);
  assert.match(unread.sentence, /could not be read: "192\.168\.99 link#22 UC"/);
  assert.equal(explained(`default 10.1.2.1 UGSc en0\n192.168.9 link#22 UC${end}`).certain, true);
});

test('a row whose destination was hidden may be the one for the address', () => {
  const end = '\n224.0.0/4 link#7 UmCS en0';
  for (const hidden of ['192.168.xx', '192.xx.xx', 'x.x.x.x', '<redacted>', 'REDACTED']) {
    const explanation = explained(`default 10.1.2.1 UGSc en0\n${hidden} link#22 UCS utun4${end}`);
    assert.equal(explanation.certain, false, hidden);
    assert.match(explanation.sentence, /could not be read/);
  }
  assert.equal(explained(`default 10.1.2.1 UGSc en0\n10.xx link#22 UCS utun4${end}`).certain, true);
});

test('a table that stops in the middle of a row is certain only when the network is behind it', () => {
  const at = (rows: string): Explanation => {
    const table = parseNetstat(`${rows}\n`);
    if (table.kind === 'unreadable') assert.fail(table.reason);
    const cut = { kind: 'read' as const, value: { ...table.value, cutOff: '192.168.1' } };
    return explain({ table: cut, address: parseIpv4('192.168.99.100') as number });
  };
  const own = '192.168.99 link#11 UC vboxnet0';
  assert.equal(at(own).certain, false);
  assert.match(at(own).sentence, /stops in the middle of a row \("192\.168\.1"\)/);
  assert.equal(at(`${own}\n224.0.0/4 link#7 UmCS en0`).certain, true);
});

test('an unreadable table is explained as such', () => {
  const explanation = explained('');
  assert.deepEqual([explanation.rows, explanation.winner, explanation.verdict], [0, null, 'unreadable']);
  assert.match(explanation.sentence, /^There is no routing table/);
});

test('evidence stays short', () => {
  const carved = Array.from({ length: 40 }, (_, host) => `192.168.99.${host + 101} 10.8.0.1 UGHS utun4`);
  const { evidence } = explained(`192.168.99 link#11 UC vboxnet0\n${carved.join('\n')}`);
  assert.equal(evidence.at(-1), 'and 29 more');
});

test('every table gets a sentence, and only a row that exists wins', () => {
  const anyRow = fc
    .tuple(
      fc.constantFrom(
        'default',
        '0/1',
        '192.168.0/16',
        '192.168.99',
        '192.168.99.100/32',
        '192.168.99.100',
        '172.17',
      ),
      fc.constantFrom('link#4', '10.1.2.3', 'utun4', '127.0.0.1'),
      fc.constantFrom('UC', 'UCS', 'UGSc', 'UH', 'UCSI', 'UGRS', 'UHLWIi'),
      fc.constantFrom('en0', 'utun4', 'vboxnet0', 'lo0', 'feth1'),
    )
    .map((fields) => fields.join(' '));
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1 }), (rows) => {
      const { winner, sentence, hijacked, verdict: word } = explained(rows.join('\n'));
      assert.match(sentence, /^[A-Z0-9].*\.$/);
      if (winner === null) assert.equal(word, 'no-route');
      else assert.ok(rows.some((row) => row.includes(winner.flags) && row.endsWith(winner.interface)));
      if (hijacked) assert.ok((winner !== null && winner.interface !== 'vboxnet0') || word === 'taken');
    }),
  );
});
