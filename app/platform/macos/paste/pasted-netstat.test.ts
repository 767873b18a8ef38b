import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Reading } from '../../../reading.ts';
import type { RouteRow, RouteTable } from '../../../route/table.ts';
import { parseNetstat } from '../netstat.ts';
import { parsePasted } from './pasted-netstat.ts';

const rows = [
  'default            10.77.0.1          UGScg                 en0       ',
  '127.0.0.1          127.0.0.1          UH                    lo0       ',
  '192.168.99         link#11            UC               vboxnet0      !',
  '192.168.99.100     8:0:27:a:b:c       UHLWIi           vboxnet0   1187',
  '192.168.99.100     10.20.0.1          UGHS                utun4       ',
];
const header = 'Destination        Gateway            Flags               Netif Expire';
const table = ['Routing tables', '', 'Internet:', header, ...rows, ''].join('\n');

function each(change: (line: string, index: number) => string): string {
  return table
    .trimEnd()
    .split('\n')
    .map((line, index) => `${change(line, index + 1)}\n`)
    .join('');
}

function rowsOf(reading: Reading<RouteTable>): readonly RouteRow[] {
  if (reading.kind === 'unreadable') assert.fail(reading.reason);
  return reading.value.rows;
}

function words(line: string): readonly string[] {
  return line.split(/\s+/).filter((word) => word !== '');
}

const forms: readonly (readonly [string, string])[] = [
  ['as printed', table],
  ['line ends of an old Mac', table.replaceAll('\n', '\r')],
  ['line ends of Windows', table.replaceAll('\n', '\r\n')],
  ['wrapped before the interface', each((line) => line.replace(/^((\S+\s+){3})(?=\S)/, '$1\n'))],
  ['wrapped and indented', each((line) => line.replace(/^((\S+\s+){3})(?=\S)/, '$1\n        '))],
  [
    'wrapped before the flags, in a mail',
    each((line) => `> ${line.replace(/^((\S+\s+){2})(?=\S)/, '$1\n> ')}`),
  ],
  ['wrapped wherever a line is full', each((line) => line.replace(/^(.{1,50})\s+(\S.*)$/, '$1\n$2'))],
  [
    'counters before the interface that was wrapped',
    table.replaceAll(/ (UGScg|UH|UC|UHLWIi|UGHS) /g, ' $1 12 3456 \n'),
  ],
  ['all capitals', table.toUpperCase()],
  ['all capitals in a mail', each((line) => `> ${line.toUpperCase()}`)],
  [
    'a capital where a sentence begins',
    table
      .replace(/default/, 'Default')
      .replaceAll(/(utun4|vboxnet0|link#)/g, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
  ],
  ['quoted-printable', each((line) => line.replace(/^((\S+\s+){3})(?=\S)/, '$1=\n').replace(/ +$/, '=20'))],
  [
    'quoted-printable, with blanks that do not break',
    each((line) => `${line.trimEnd().replaceAll('  ', '=C2=A0 ')}=20`),
  ],
  ['a table drawn with lines', each((line) => `\u2502 ${words(line).join(' \u2502 ')} \u2502`)],
  ['quotation marks and tabs', each((line) => `"${words(line).join('"\t"')}"`)],
  ['the log of a computer far away', each((line) => `<13>1 2026-01-02T03:04:05Z mac vpn 77 - - ${line}`)],
  ['a log of keys and values', each((line) => `level=info ts=77 msg="${line}"`)],
  [
    'characters without a shape',
    table.replaceAll('utun4', 'utun\u200b4').replaceAll('vboxnet', 'vbox\u00adnet'),
  ],
  ['UTF-16 read as bytes', `\ufeff${table.split('').join('\u0000')}`],
  ['all small letters', table.toLowerCase()],
  ['quoted twice', each((line) => `> > ${line}`)],
  ['quoted in HTML', each((line) => `&gt; ${line}`)],
  ['preformatted', `<pre>${table}</pre>`],
  ['lines and blanks of HTML', each((line) => `${line.replaceAll(' ', '&nbsp;')}<br>`)],
  ['a cell of HTML for each word', each((line) => `<tr><td>${words(line).join('</td><td>')}</td></tr>`)],
  [
    'a line of HTML for each cell',
    each(
      (line) =>
        `<tr>\n${words(line)
          .map((word) => `  <td>${word}</td>\n`)
          .join('')}</tr>`,
    ),
  ],
  ['cat -n', each((line, index) => `${String(index).padStart(6)}\t${line}`)],
  ['less -N', each((line, index) => `${String(index).padStart(7)} ${line}`)],
  ['grep -n', each((line, index) => `${index}:${line}`)],
  ['grep -Hn', each((line, index) => `out/table-1.txt:${index}:${line}`)],
  ['grep -H', each((line) => `table.txt:${line}`)],
  ['timestamps', each((line) => `2026-01-02 03:04:05.678 ${line}`)],
  ['the log of another program', each((line) => `mac.local vpn[77]: ${line}`)],
  ['a list', each((line) => `- ${line}`)],
  ['code', each((line) => `\`${line}\``)],
  ['emphasis', table.replace('192.168.99.100     10.', '**192.168.99.100** 10.')],
  ['a fence and a prompt', `Look:\n\`\`\`console\nme@mac ~ % netstat -nr\n${table}me@mac ~ % \n\`\`\`\n`],
  ['a Markdown table', each((line) => `| ${words(line).join(' | ')} |`)],
  ['a spreadsheet', each((line) => words(line).join(','))],
  ['a spreadsheet with quotation marks', each((line) => `"${words(line).join('";"')}"`)],
  ['a string of JSON', JSON.stringify({ netstat: table })],
  ['lines of JSON', JSON.stringify(table.split('\n'), null, 2)],
  [
    'a list of Python',
    `[${table
      .split('\n')
      .map((line) => `'${line}'`)
      .join(', ')}]`,
  ],
  ['a text field of one line', table.replaceAll('\n', ' ')],
  [
    'the same with IPv6 behind',
    `${table}Internet6: Destination Gateway Flags Netif Expire ::1 ::1 UHL lo0`.replaceAll('\n', ' '),
  ],
  [
    'the same, from before the counters went',
    table.replaceAll(/ (UGScg|UH|UC) /g, ' $1 12 3456 ').replaceAll('\n', ' '),
  ],
  ['added in a diff', each((line) => `+${line}`)],
  ['colours', table.replaceAll('utun4', '\u001b[01;31m\u001b[Kutun4\u001b[m\u001b[K')],
  ['colours of the newer kind', table.replaceAll('utun4', '\u001b[38:5:196mutun4\u001b[0m')],
  ['colours that lost their ESC', table.replaceAll('utun4', '[1;31m[Kutun4[m[K')],
  [
    'a title and a link',
    `\u001b]0;zsh\u0007${table.replace('en0', '\u001b]8;;x\u001b\\en0\u001b]8;;\u001b\\')}`,
  ],
];

describe('a table is the same, however it was handed on:', () => {
  for (const [name, text] of forms)
    test(name, () => {
      assert.deepEqual(rowsOf(parsePasted(text).table), rowsOf(parseNetstat(table)));
    });
});

test('rows in quotation marks within a sentence are read, the last one last', () => {
  const { table: reading, tables } = parsePasted(
    `It was "${rows[2] ?? ''}" and is "192.168.99 link#20 UCS utun4".\n`,
  );
  assert.equal(tables, 2);
  assert.equal(rowsOf(reading)[0]?.interface, 'utun4');
});

test('a table that stops in the middle of a row is read as far as it goes, and says so', () => {
  const { table: reading } = parsePasted(table.slice(0, table.indexOf('8:0:27') + 4));
  assert.equal(reading.kind === 'read' && reading.value.cutOff, '192.168.99.100     8:0:');
  assert.deepEqual(
    rowsOf(reading).map((row) => row.interface),
    ['en0', 'lo0', 'vboxnet0'],
  );
});

test('what follows a row that stops is not taken for its interface', () => {
  for (const next of ['me@mac ~ %', 'exit', 'ping 192.168.99.100', 'vboxnet0: flags=8943<UP> mtu 1500', '']) {
    const text = `${rows[0] ?? ''}\n${rows[1] ?? ''}\n192.168.99         link#11            UC\n${next}\n`;
    const { table: reading } = parsePasted(text);
    assert.ok(
      rowsOf(reading).every((row) => row.destination.length !== 24),
      text,
    );
  }
});

test('the lines a diff takes away are not read', () => {
  const text = `--- a\n+++ b\n@@ -1,2 +1,2 @@\n ${rows[0] ?? ''}\n-${rows[2] ?? ''}\n+192.168.99 link#20 UCS utun4\n`;
  assert.deepEqual(
    rowsOf(parsePasted(text).table).map((row) => row.interface),
    ['en0', 'utun4'],
  );
});

test('a row for a destination that was there already begins a second table', () => {
  const before = '192.168.99         link#11            UC              2        0 vboxnet\n';
  const after = '192.168.99         link#9             UCS             1        0   utun0\n';
  for (const text of [
    `before:\n${before}after:\n${after}`,
    `${before}and then\n${table.slice(0, table.indexOf('192'))}${after}`,
    `Kernel IP routing table\nDestination Gateway Genmask Flags MSS Window irtt Iface\n\n${table.replace(rows[2] ?? '', after.trimEnd())}`,
  ]) {
    const found = parsePasted(text);
    assert.equal(found.tables, 2, text);
    assert.deepEqual(
      rowsOf(found.table)
        .filter(({ destination }) => destination.length === 24)
        .map((row) => row.interface),
      ['utun0'],
      text,
    );
  }
});

test('of several tables the last is read, and how many there are is told', () => {
  const after = table.replaceAll('utun4', 'utun9');
  const found = parsePasted(`before:\n${table}\nafter:\n${after}`);
  assert.equal(found.tables, 2);
  assert.deepEqual(found.table, parseNetstat(after));
});

test('hidden addresses stay what they are', () => {
  for (const hidden of ['<redacted>', '***', '[REDACTED GATEWAY]', 'xx.xx.xx.xx']) {
    const { table: reading } = parsePasted(`10.1/16  ${hidden}  UGSc  utun4\n`);
    assert.equal(reading.kind === 'read' ? reading.value.rows[0]?.interface : reading.reason, 'utun4');
  }
});

test('tables before the last one are read too', () => {
  const { earlier } = parsePasted(`before:\n${table}\nafter:\n${table.replaceAll('utun4', 'utun9')}`);
  assert.deepEqual(earlier, [parseNetstat(table)]);
});

test('a table of IPv6 that was asked for by itself is not the one that counts', () => {
  const six = 'Routing tables\n\nInternet6:\n::1   ::1   UHL   lo0\n';
  for (const text of [`${table}${six}`, `${six}${table}`])
    assert.deepEqual(parsePasted(text), { table: parseNetstat(table), tables: 1, earlier: [] });
});

test('of two tables beside each other the right one is read, the left one told', () => {
  const after = table.replace(
    rows[2] ?? '',
    '192.168.99         link#20            UCS                 utun4       ',
  );
  const right = after.split('\n');
  for (const between of [' ', ' | ', ' \u2502 ']) {
    const beside = table.split('\n').map((line, at) => `${line.padEnd(72)}${between}${right[at] ?? ''}\n`);
    const { table: reading, earlier } = parsePasted(beside.join(''));
    assert.deepEqual(rowsOf(reading), rowsOf(parseNetstat(after)), between);
    assert.deepEqual(earlier.map(rowsOf), [rowsOf(parseNetstat(table))], between);
  }
});

test('records of several families give the rows of IPv4', () => {
  const entry = (destination: string, name: string): object => ({
    destination,
    gateway: 'link#7',
    flags: 'UCS',
    'interface-name': name,
  });
  const families = [
    {
      'address-family': 'Internet',
      'rt-entry': [entry('default', 'en0'), entry('192.168.99.0/24', 'utun4')],
    },
    { 'address-family': 'Internet6', 'rt-entry': [entry('default', 'utun0'), entry('fe80::%en0/64', 'en0')] },
  ];
  const text = JSON.stringify({ statistics: { 'route-table': { 'rt-family': families } } });
  assert.deepEqual(
    rowsOf(parsePasted(text).table).map((row) => row.interface),
    ['en0', 'utun4'],
  );
});

test('records without flags, or nested without end, are no table', () => {
  const deep = `${'['.repeat(5000)}{"destination": 1}${']'.repeat(5000)}`;
  for (const text of [
    '[{"destination": "default", "gateway": "10.0.2.2", "iface": "en0"}]',
    '{"destination":',
    deep,
  ])
    assert.equal(parsePasted(text).table.kind, 'unreadable', text.slice(0, 60));
});

test('an IPv4 part of which no line can be read is not taken for IPv6 alone', () => {
  const text = 'Internet:\n??? unreadable\n\nInternet6:\n::1   ::1   UHL   lo0\n';
  assert.equal(parsePasted(text).table.kind, 'unreadable');
});

const foreign: readonly (readonly [RegExp, string])[] = [
  [/Linux/, 'Kernel IP routing table\nDestination Gateway Genmask Flags MSS Window irtt Iface\n'],
  [/Linux/, '192.168.99.0    0.0.0.0         255.255.255.0   U     0      0        0 vboxnet0\n'],
  [/ip route/, 'default via 10.0.2.2 dev eth0 proto dhcp metric 100\n'],
  [/ip route/, '192.168.99.0/24 dev vboxnet0 proto kernel scope link src 192.168.99.1\n'],
  [/ip -j route/, '[{"dst":"default","gateway":"10.0.2.2","dev":"eth0","flags":[]}]\n'],
  [/Windows/, '     192.168.99.0    255.255.255.0         On-link      192.168.99.1    281\n'],
  [/Windows/, '          0.0.0.0          0.0.0.0         10.0.2.2        10.0.2.15     25\n'],
  [
    /another system/,
    'Destination Gateway Flags Refs Use Mtu Prio Iface\n10.0.2/24 10.0.2.15 UCn 1 0 - 4 em0\n',
  ],
  [/route get/, '   route to: 192.168.99.100\ndestination: 192.168.99.0\n  interface: vboxnet0\n'],
  [/interfaces/, 'vboxnet0: flags=8943<UP,BROADCAST> mtu 1500\n\tinet 192.168.99.1 netmask 0xffffff00\n'],
  [/ARP/, '? (192.168.99.100) at 8:0:27:a:b:c on vboxnet0 ifscope [ethernet]\n'],
];
for (const [what, text] of foreign)
  test(`this is said to be what it is: ${text.trim().split('\n')[0] ?? ''}`, () => {
    const { table: reading } = parsePasted(text);
    assert.match(reading.kind === 'unreadable' ? reading.reason : 'read', what);
  });

test('a table of FreeBSD is near enough to be read', () => {
  const { table: reading } = parsePasted(
    'Internet:\nDestination Gateway Flags Netif Expire\ndefault 10.0.2.2 UGS em0\n192.168.99.0/24 link#3 U vboxnet0\n',
  );
  assert.equal(reading.kind === 'read' && reading.value.rows.length, 2);
});

test('no text throws, whatever marks are in it', () => {
  const pieces = [
    '<',
    '<br>',
    '&gt;',
    '**',
    '`',
    '\u001b[',
    '\u001b]',
    'm',
    '[1;3',
    '|',
    ',',
    '7:',
    '-',
    '@@ -1',
    '\r',
    '[0.5, "o", "',
    '{"destination": "',
    '"]',
    '}',
    '$',
    '\\\\',
  ];
  const word = fc.constantFrom(...pieces, ' ', '\n', ...rows, 'Internet:', 'Routing tables');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (parts) => {
      parsePasted(parts.join(''));
    }),
  );
});
