import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cidr, formatCidr, parseIpv4 } from '../../../route/cidr.ts';
import { explain } from '../../../route/explain.ts';
import {
  kernelAnswer,
  printedForms,
  printedHeader,
  printedInet6,
  printedRow,
  type KernelRow,
  type PrintedForm,
} from '../../../testing/printed-table.ts';
import { parsePasted } from './pasted-netstat.ts';

const runs = Number(process.env['FAIRLEAD_WILD_RUNS'] ?? 20) * 20;
const guest = parseIpv4('192.168.99.100') ?? 0;

/** Prefixes around the guest as often as elsewhere: that is where a mistake would count. */
const near = fc.integer({ min: 1, max: 32 }).map((length) => cidr(guest, length));
const inside = fc
  .tuple(fc.nat(255), fc.integer({ min: 24, max: 32 }))
  .map(([host, length]) => cidr(guest - 100 + host, length));
const far = fc
  .tuple(fc.nat(0xdfffffff), fc.integer({ min: 4, max: 32 }))
  .map(([address, length]) => cidr(address, length));

const kernelRow: fc.Arbitrary<KernelRow> = fc
  .record({
    destination: fc.oneof(near, inside, far, fc.constant(cidr(0, 0))),
    isHost: fc.boolean(),
    gateway: fc.constantFrom(
      'link#7',
      'link#23',
      '10.1.2.3',
      '8:0:27:a:b:c',
      '16.7d.da.9a.15.64',
      'utun12',
      '192.168.99.1',
    ),
    flags: fc.constantFrom(
      'UC',
      'UCS',
      'UGSc',
      'USc',
      'UGdCSc',
      'UCSc',
      'Uc',
      'UGScg',
      'UCSI',
      'UGScIg',
      'UCSIg',
      'ULWIi',
      'UW3Ig',
    ),
    interface: fc.constantFrom(
      'en0',
      'lo0',
      'vboxnet0',
      'vboxnet1',
      'bridge100',
      'utun2',
      'utun225',
      'ppp0',
      'feth1532',
      'gpd0',
    ),
    expire: fc.constantFrom('', '!', '1187'),
  })
  .map((row) => {
    const isHost = row.isHost && row.destination.length === 32;
    // A scope or a clone is told by its flags alone; a host row has its H in the second place.
    return { ...row, isHost, flags: isHost ? row.flags.replace(/^U(G?)/, 'U$1H') : row.flags };
  });

/** One unscoped row for a prefix, as in the kernel; scoped ones and clones beside it. */
const table = fc.array(kernelRow, { minLength: 3, maxLength: 25 }).map((rows) => {
  const seen = new Set<string>();
  return [...rows, ...always].filter(({ destination, isHost, flags, interface: on }) => {
    const scope = /[IW]/.test(flags) ? `${on} ${flags}` : '';
    const key = `${formatCidr(destination)} ${String(isHost)} ${scope}`;
    return !seen.has(key) && seen.add(key);
  });
});

/** Every Mac has these, most of them at the end of its table. */
const always: readonly KernelRow[] = [
  {
    destination: cidr(0, 0),
    isHost: false,
    gateway: '10.1.2.1',
    flags: 'UGScg',
    interface: 'en0',
    expire: '',
  },
  {
    destination: cidr(parseIpv4('224.0.0.0') ?? 0, 4),
    isHost: false,
    gateway: 'link#7',
    flags: 'UmCS',
    interface: 'en0',
    expire: '!',
  },
  {
    destination: cidr(parseIpv4('255.255.255.255') ?? 0, 32),
    isHost: false,
    gateway: 'link#7',
    flags: 'UCS',
    interface: 'en0',
    expire: '!',
  },
];

type Page = readonly string[];

/** What happens to a table between the kernel and the reader; none of it changes what the table says. */
const distortions: Readonly<Record<string, (page: Page) => string>> = {
  'as printed': (page) => lines(page),
  'IPv6 behind': (page) => lines([...page, '', ...printedInet6]),
  'IPv6 before': (page) => lines(['Routing tables', '', ...printedInet6, '', ...page.slice(2)]),
  'Windows line ends': (page) => page.map((line) => `${line}\r\n`).join(''),
  'blanks at the end': (page) => lines(page.map((line) => `${line}   `)),
  'without blanks at the end': (page) => lines(page.map((line) => line.trimEnd())),
  tabs: (page) => lines(page.map((line) => line.replaceAll(/ +/g, '\t'))),
  'one blank': (page) => lines(page.map((line) => line.trim().replaceAll(/ +/g, ' '))),
  'quoted in a mail': (page) => lines(page.map((line) => `> ${line}`)),
  'quoted twice': (page) => lines(page.map((line) => `>> ${line}`)),
  'in a log': (page) => lines(page.map((line) => `2026-03-04 05:06:07.890 +0100 ${line}`)),
  'in a log of launchd': (page) => lines(page.map((line) => `Mar  4 05:06:07 mac com.example[77]: ${line}`)),
  'in a log with brackets': (page) => lines(page.map((line) => `[2026-03-04T05:06:07Z] ${line}`)),
  'without headings': (page) => lines(page.slice(4)),
  'only the heading of the columns': (page) => lines(page.slice(3)),
  'with remarks': (page) =>
    lines(page.flatMap((line, at) => (at > 3 && at % 3 === 0 ? [line, '...', '<snip>'] : [line]))),
  'with a prompt': (page) => lines(['me@mac ~ % netstat -nr -f inet', ...page, 'me@mac ~ % ']),
  'wrapped expiry': (page) =>
    lines(page.flatMap((line) => (line.endsWith('  1187') ? [line.slice(0, -6).trimEnd(), '1187'] : [line]))),
  'with names': (page) =>
    lines([
      ...page,
      'localhost          localhost          UH                    lo0       ',
      'wan/26             link#4             UCS                   en0      !',
    ]),
  'with another family': (page) =>
    lines([...page, '', 'Protocol Family 30:', '(30) 0000 0000 fe80 (30) 0000 UC 0 0 en0']),
  'by sort': (page) => lines([...page, '', ...printedInet6].sort()),
  'by sort, which leaves capitals aside': (page) =>
    lines(
      [...page, '', ...printedInet6].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase(), 'en')),
    ),
  'by cat -A': (page) => lines(page.map((line) => `${line.replaceAll(/ {3,}/g, '^I')}$`)),
  'in TeX': (page) =>
    lines(page.map((line) => `${line.trim().replaceAll(/ +/g, ' & ').replaceAll('#', '\\#')} \\\\`)),
  'recorded by asciinema': (page) =>
    lines(['{"version": 2}', ...page.map((line, at) => JSON.stringify([at / 7, 'o', `${line}\r\n`]))]),
  'as records': (page) => JSON.stringify(records(page), null, 2),
  'as records, one a line': (page) => lines(records(page).map((record) => JSON.stringify(record))),
  'with addresses nobody can click on': (page) =>
    lines(page.map((line) => line.replaceAll(/(?<=\d)\.(?=\d)/g, '[.]'))),
  indented: (page) => lines(page.map((line) => `        ${line}`)),
  'numbered lines': (page) => lines(page.map((line, at) => `${String(at + 1).padStart(6)}\t${line}`)),
};

/** As jc and its like make them of a table. */
function records(page: Page): readonly Readonly<Record<string, string>>[] {
  return page.slice(4).map((line) => {
    const words = line.trim().split(/ +/);
    const [destination = '', gateway = ''] = words;
    const at = words.findIndex((word) => word.startsWith('U'));
    const iface = words.slice(at).find((word) => /^[a-z]/.test(word)) ?? '';
    return { destination, gateway, route_flags: words[at] ?? '', iface };
  });
}

function lines(page: Page): string {
  return page.map((line) => `${line}\n`).join('');
}

function print(rows: readonly KernelRow[], form: PrintedForm): Page {
  return [
    'Routing tables',
    '',
    'Internet:',
    printedHeader(form),
    ...rows.map((row) => printedRow(row, form)),
  ];
}

for (const [name, distort] of Object.entries(distortions))
  test(`the reader finds the kernel's answer in a table ${name}`, () => {
    fc.assert(
      fc.property(table, fc.constantFrom(...printedForms), fc.boolean(), (rows, form, isNear) => {
        const address = isNear ? guest : guest - 99;
        const text = distort(print(rows, form));
        const { winner, sentence } = explain({ table: parsePasted(text).table, address });
        const answer = kernelAnswer(rows, address);
        const expected =
          answer === undefined
            ? null
            : `${formatCidr(answer.destination)} ${answer.interface.slice(0, form.width)} ${answer.flags}`;
        const found = winner === null ? null : `${winner.destination} ${winner.interface} ${winner.flags}`;
        assert.equal(found, expected, `${form.name}: ${sentence}\n${text}`);
      }),
      { numRuns: Math.ceil(runs / 10) },
    );
  });

test('a table that was cut off is never certain, unless the cut is behind all that matters', () => {
  const place = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), isBetweenLines: fc.boolean() });
  fc.assert(
    fc.property(table, fc.constantFrom(...printedForms), place, (rows, form, { at, isBetweenLines }) => {
      // netstat walks the kernel's tree, in the order of the addresses.
      const sorted = [...rows].sort((a, b) => a.destination.address - b.destination.address);
      const text = lines(print(sorted, form));
      const somewhere = text.slice(0, Math.floor(at * text.length));
      const cut = isBetweenLines ? somewhere.slice(0, somewhere.lastIndexOf('\n') + 1) : somewhere;
      const whole = explain({ table: parsePasted(text).table, address: guest });
      const { certain, verdict, winner, sentence } = explain({
        table: parsePasted(cut).table,
        address: guest,
      });
      if (!certain) return;
      assert.deepEqual(
        { verdict, winner },
        { verdict: whole.verdict, winner: whole.winner },
        `${sentence}\n${cut}`,
      );
    }),
    { numRuns: runs },
  );
});
