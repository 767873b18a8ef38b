import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cidr, formatCidr } from '../../route/cidr.ts';
import { formatGateway } from '../../route/row-text.ts';
import type { RouteTable } from '../../route/table.ts';
import { printedDestination } from '../../testing/printed-table.ts';
import { parseNetstat, parseWholeNetstat } from './netstat.ts';

const oldHeader = 'Destination        Gateway            Flags        Refs      Use   Netif Expire';
const middleHeader = 'Destination        Gateway            Flags        Netif Expire';
const newHeader = 'Destination        Gateway            Flags               Netif Expire';

function parsed(text: string): RouteTable {
  const table = parseNetstat(text);
  assert.equal(table.kind, 'read', table.kind === 'unreadable' ? table.reason : '');
  return (table as { value: RouteTable }).value;
}

function reasonFor(text: string, parse = parseNetstat): string {
  const table = parse(text);
  assert.equal(table.kind, 'unreadable');
  return (table as { reason: string }).reason;
}

/** `192.168.99.0/24 link#11 UC vboxnet`, one text per row. */
function short(text: string): string[] {
  return parsed(text).rows.map(
    (row) => `${formatCidr(row.destination)} ${formatGateway(row.gateway)} ${row.flags} ${row.interface}`,
  );
}

const whole = `Routing tables

Internet:
${newHeader}
default            10.1.2.1           UGScg                 en0       
127                127.0.0.1          UCS                   lo0       
192.168.99         link#21            UC               vboxnet0      !
192.168.99.100     8:0:27:a:b:c       UHLWIi           vboxnet0   1187
224.0.0/4          link#6             UmCS                  en0      !
`;

describe('versions', () => {
  test('macOS 14 and later', () => {
    assert.deepEqual(short(whole), [
      '0.0.0.0/0 10.1.2.1 UGScg en0',
      '127.0.0.0/8 127.0.0.1 UCS lo0',
      '192.168.99.0/24 link#21 UC vboxnet0',
      '192.168.99.100/32 8:0:27:a:b:c UHLWIi vboxnet0',
      '224.0.0.0/4 link#6 UmCS en0',
    ]);
    assert.equal(parsed(whole).interfaceWidth, 14);
  });

  test('up to macOS 10.14, with counters and cut names', () => {
    const text = `Internet:\n${oldHeader}\n192.168.99         link#11            UC              2        0 vboxnet\n`;
    assert.deepEqual(short(text), ['192.168.99.0/24 link#11 UC vboxnet']);
    assert.equal(parsed(text).interfaceWidth, 7);
  });

  test('macOS 10.15, 11, 12 and 13 by the place of the header', () => {
    const row = 'default            10.1.2.1           UGSc           en0\n';
    assert.equal(parsed(`${middleHeader}\n${row}`).interfaceWidth, 7);
    assert.equal(parsed(`${middleHeader.replace('Netif', '   Netif')}\n${row}`).interfaceWidth, 10);
  });

  test('netstat -l: Mtu on macOS 10.14, the interface address since 10.15', () => {
    const old = `Destination        Gateway            Flags        Refs      Use    Mtu   Netif Expire
192.168.99         link#11            UC              2        0   1500 vboxnet      !\n`;
    const recent = `Destination        Gateway            RT_IFA             Flags        Refs      Use    Mtu          Netif Expire
192.168.99         link#21            192.168.99.1       UC              2        0   1500       vboxnet0      !
10.9               link#22            UCS                1        0   1500          utun4\n`;
    assert.deepEqual(short(old), ['192.168.99.0/24 link#11 UC vboxnet']);
    assert.deepEqual(short(recent), ['192.168.99.0/24 link#21 UC vboxnet0', '10.9.0.0/16 link#22 UCS utun4']);
    assert.equal(parsed(recent).interfaceWidth, 14);
  });

  test('rows that lost their header still tell the width', () => {
    const rows = [
      ['10.7/16            link#15            UC              3        0 vboxnet', 7],
      ['192.168.64         link#32            UC              bridge100      !', 14],
      ['172.20             link#32            UC          bridge100      !', 10],
    ] as const;
    for (const [line, width] of rows) assert.equal(parsed(`${line}\n`).interfaceWidth, width, line);
    assert.equal(parsed('192.168.99\tlink#2\tUC\t3\t0\tvboxnet\n').interfaceWidth, 7);
  });
});

describe('sections', () => {
  const inet6 = `Internet6:
Destination                             Gateway                                 Flags               Netif Expire
default                                 fe80::%utun0                            UGcIg               utun0
default                                 link#20                                 UCS                 utun3
fd00:12::/48                            utun6                                   USc                 utun6
`;

  test('the IPv6 part is passed over, behind or before', () => {
    assert.equal(short(`${whole}\n${inet6}`).length, 5);
    assert.equal(short(`Routing tables\n\n${inet6}\n${whole.replace('Routing tables\n\n', '')}`).length, 5);
  });

  test('families netstat does not know are passed over', () => {
    const other = '\nProtocol Family 30:\n(30) 0000 0000 fe80 (30) 0000 UC 0 0 en0\n10 (30) 00 U en3\n';
    assert.equal(short(whole + other).length, 5);
  });

  test('without headings every row is judged by itself', () => {
    const mixed = `default            172.30.1.254       UGScg                 en0
default                                 fe80::%utun0                            UGcIg               utun0
default                                 utun6                                   UGcIg               utun6
192.168.99.1       fe80:0:0           UHS                   lo0
`;
    assert.deepEqual(short(mixed), ['0.0.0.0/0 172.30.1.254 UGScg en0', '192.168.99.1/32 fe80:0:0 UHS lo0']);
  });
});

describe('what people paste', () => {
  test('a row whose gateway somebody took out is a row still', () => {
    const rows = `default            UGSc           20       16     en0
192.168.99                             UCS                 utun4      !
192.168.64         UC              2        0 vboxnet\n`;
    assert.deepEqual(short(`${newHeader}\n${rows}`), [
      '0.0.0.0/0 none UGSc en0',
      '192.168.99.0/24 none UCS utun4',
      '192.168.64.0/24 none UC vboxnet',
    ]);
    for (const line of ['10 UC Berkeley students', '12 U en0', '7 US ports', '192.168.99 USA en0'])
      assert.deepEqual(short(`10.1 link#4 UCS en0\n${line}\n`), ['10.1.0.0/16 link#4 UCS en0'], line);
  });

  test('indentation, quotes, comments, colours, tabs, CRLF and web blanks', () => {
    const row = '192.168.99         link#9             UCS                   utun0';
    const forms = [
      `    ${row}`,
      `# ${row}`,
      `> ${row}`,
      `// ${row}`,
      row.replaceAll(/ +/g, '\t'),
      `${row}\r`,
      row.replaceAll(' ', '\u00a0'),
      `\u001b[01;31m192.168.99\u001b[m${row.slice(10)}`,
      `${row}      !     \u2190 gehört dem VPN`,
      `\ufeff${row}`,
    ];
    for (const form of forms)
      assert.deepEqual(short(`${form}\n`), ['192.168.99.0/24 link#9 UCS utun0'], JSON.stringify(form));
  });

  test('remarks, prompts and wrapped expiries are no rows', () => {
    const text = `mac:~ me$ netstat -nr
Internet:
${oldHeader}
...
<SNIP>
10.33.1.5          0:e0:29:89:bc:0    UHLWI           0        7    tap0
1160
3 more like this
10.33.1/25         10.33.1.9          UGSc            0        0    tap0
`;
    assert.equal(short(text).length, 2);
  });

  test('gateways: names, MACs joined by dots, redacted with blanks', () => {
    const kinds = parsed(`172.17             utun0              USc                 utun0
10.1.0.9           16.7d.da.9a.15.64  UHLWIir         bridge100   1170
default            [MY PRIVATE GATEWAY U]    UGScg               en0
10.2               xx                 UGSc                  en0
`).rows.map(({ gateway }) => gateway);
    assert.deepEqual(kinds, [
      { kind: 'interface', name: 'utun0' },
      { kind: 'mac', text: '16.7d.da.9a.15.64' },
      { kind: 'other', text: '[MY PRIVATE GATEWAY U]' },
      { kind: 'other', text: 'xx' },
    ]);
  });

  test('names instead of addresses are kept as skipped', () => {
    const table = parsed(`localhost          localhost          UH             lo0
10.7/24            link#4             UCS            en0
10.8/99            link#4             UCS            en0\n`);
    assert.equal(table.rows.length, 1);
    assert.deepEqual(
      table.skipped.map((line) => line.split(' ')[0]),
      ['localhost', '10.8/99'],
    );
  });
});

describe('unreadable', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '', /no routing table/],
    ['blank lines', '\n \n', /no routing table/],
    ['another program', 'zsh: command not found: netstat\n', /no routing table/],
    ['binary', '\0\x01\x02\xff'.repeat(50), /no routing table/],
    ['a header alone', `Routing tables\n\nInternet:\n${newHeader}\n`, /no IPv4 row/],
    ['IPv6 rows without a heading', '::1   ::1   UHL   lo0\n', /only IPv6/],
    ['names alone', 'localhost          localhost          UH             lo0\n', /netstat -nr/],
    [
      'Linux',
      'Kernel IP routing table\nDestination Gateway Genmask Flags MSS Window irtt Iface\n0.0.0.0 10.1.1.1 0.0.0.0 UG 0 0 0 eth0\n',
      /Linux/,
    ],
  ];
  for (const [name, text, reason] of cases)
    test(name, () => {
      assert.match(reasonFor(text), reason);
    });

  test('a table cut anywhere in its last row', () => {
    const start = whole.lastIndexOf('\n', whole.length - 2) + 1;
    const endOfName = whole.lastIndexOf('en0') + 'en0'.length;
    for (let end = start + 1; end < endOfName; end++)
      assert.match(reasonFor(whole.slice(0, end)), /middle of a row/, whole.slice(start, end));
    assert.equal(parsed(whole.trimEnd()).rows.length, 5);
  });

  test('the daemon wants all of it', () => {
    const six = 'Routing tables\n\nInternet6:\n::1   ::1   UHL   lo0\n';
    assert.deepEqual(parsed(six).rows, []);
    assert.match(reasonFor(six, parseWholeNetstat), /only IPv6/);
    assert.equal(parseWholeNetstat(whole).kind, 'read');
    assert.match(reasonFor(whole.trimEnd(), parseWholeNetstat), /middle of a line/);
    assert.match(reasonFor(whole.split('\n').slice(3).join('\n'), parseWholeNetstat), /no headings/);
    for (let end = 0; end < whole.length - 1; end++)
      if (whole[end - 1] !== '\n') assert.equal(parseWholeNetstat(whole.slice(0, end)).kind, 'unreadable');
  });
});

test('no text throws', () => {
  const words = fc.constantFrom(
    'default', '192.168.99', '10/8', 'link#4', 'UGSc', 'UC', 'utun0', '!', '\n', ' ', '\t', 'Internet:',
    'Internet6:', 'Destination', 'Netif', 'Refs', '\r\n', '%', '::1', '999', '/',
  ); // prettier-ignore
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(words).map((all) => all.join(' ')),
      ),
      (text) => {
        for (const parse of [parseNetstat, parseWholeNetstat]) {
          const table = parse(text);
          if (table.kind === 'read') assert.ok(table.value.rows.length > 0 || text.includes('Internet6'));
          else assert.ok(table.reason.length > 10);
        }
      },
    ),
  );
});

const forms = [
  { name: '10.13', width: 7, counters: true, expire: '' },
  { name: '10.14', width: 7, counters: true, expire: '!' },
  { name: '10.15', width: 7, counters: false, expire: '!' },
  { name: '12', width: 10, counters: false, expire: '!' },
  { name: '14', width: 14, counters: false, expire: '!' },
];

test('rows printed as each version prints them come back', () => {
  const anyRow = fc
    .record({
      address: fc.nat(0xffffffff),
      length: fc.integer({ min: 0, max: 32 }),
      host: fc.boolean(),
      gateway: fc.constantFrom('link#7', '10.1.2.3', '8:0:27:a:b:c', 'utun12', 'ff.ff.ff.ff.ff.ff'),
      flags: fc.constantFrom('UC', 'UCS', 'UGSc', 'UCSI', 'UGdCSc'),
      on: fc.constantFrom('en0', 'lo0', 'vboxnet0', 'bridge100', 'utun225'),
    })
    // Class A to C only; a network of four octets without a length is never printed.
    .map((one) => (one.host ? { ...one, length: 32, flags: `UH${one.flags.slice(1)}` } : one));
  fc.assert(
    fc.property(fc.constantFrom(...forms), fc.array(anyRow, { minLength: 1 }), (form, rows) => {
      const { width, counters, expire } = form;
      const middle = counters ? '   Refs      Use' : '';
      const lines = rows.map(({ address, length, host, gateway, flags, on }) => {
        const printed = printedDestination({ destination: cidr(address, length), isHost: host });
        const fields = `${printed.padEnd(18)} ${gateway.padEnd(18)} ${flags.padEnd(10)}`;
        return `${fields}${counters ? '      3        0' : ''} ${on.slice(0, width).padStart(width)} ${expire.padStart(6)}`;
      });
      const header = `${'Destination'.padEnd(18)} ${'Gateway'.padEnd(18)} ${'Flags'.padEnd(10)}${middle} ${'Netif'.padStart(width)} Expire`;
      const text = `Routing tables\n\nInternet:\n${header}\n${lines.join('\n')}\n`;
      const table = parseWholeNetstat(text);
      assert.ok(table.kind === 'read', text);
      assert.equal(table.value.interfaceWidth, width);
      assert.deepEqual(
        table.value.rows.map(
          (row) => `${formatCidr(row.destination)} ${formatGateway(row.gateway)} ${row.interface}`,
        ),
        rows.map(
          ({ address, length, gateway, on }) =>
            `${formatCidr(cidr(address, length))} ${gateway} ${on.slice(0, width)}`,
        ),
      );
    }),
    { numRuns: 60 },
  );
});
