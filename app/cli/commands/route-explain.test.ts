import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { runRecorded, type Recorded } from '../../testing/recorded-world.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

const table = `Routing tables

Internet:
Destination        Gateway            Flags        Netif Expire
default            192.168.1.1        UGSc           en0
default            link#18            UCSIg        utun3
127                127.0.0.1          UCS            lo0
192.168.1          link#6             UCS            en0
192.168.99         10.8.0.1           UGSc         utun3
`;

function explain(argv: readonly string[], stdin: string | Buffer = ''): Promise<Recorded> {
  return runRecorded(['route', 'explain', ...argv], { home: '/nowhere', stdin });
}

test('a table on standard input is explained, with or without the dash', async () => {
  for (const argv of [['--json'], ['--json', '-']]) {
    const { code, out } = await explain(argv, table);
    assert.equal(code, 0);
    const explained = JSON.parse(out) as Record<string, unknown>;
    assert.equal(explained['rows'], 5);
    assert.equal(explained['hijacked'], true);
    assert.deepEqual(explained['winner'], {
      destination: '192.168.99.0/24',
      interface: 'utun3',
      gateway: '10.8.0.1',
      flags: 'UGSc',
    });
  }
});

test('a file is explained in words, whatever the verdict, with exit code 0', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.at('table.txt'), table);
  const taken = await explain([folder.at('table.txt')]);
  assert.equal(taken.code, 0);
  assert.match(taken.out, /utun3/);
  const other = await explain(['--ip', '192.168.1.7', '--network', '192.168.1.0/24', folder.at('table.txt')]);
  assert.equal(other.code, 0);
});

test('an address in place of a file is told apart, with the command that was meant', async () => {
  const { code, err } = await explain(['192.168.99.100']);
  assert.equal(code, 2);
  assert.match(err, /is an address, .*\n +netstat -nr \| fairlead route explain --ip 192\.168\.99\.100/);
});

test('UTF-16, as an editor may save it, is read too', async () => {
  const little = Buffer.from(table, 'utf16le');
  const big = Buffer.from(table, 'utf16le').swap16();
  const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), little]);
  for (const bytes of [little, big, marked, Buffer.concat([Buffer.from([0xfe, 0xff]), big])]) {
    const { code, out } = await explain(['--json'], bytes);
    assert.equal(code, 0);
    assert.equal((JSON.parse(out) as { rows: number }).rows, 5);
  }
});

test('without a table the answer for programs keeps its form, beside the error', async () => {
  for (const text of ['', 'hello\n', 'default via 10.0.2.2 dev eth0\n', Buffer.from([127, 69, 76, 0, 1])]) {
    const { code, out, err } = await explain(['--json'], text);
    assert.equal(code, 1);
    assert.equal(err, '');
    const answer = JSON.parse(out) as { rows: number; winner: unknown; error: { code: string } };
    assert.deepEqual([answer.rows, answer.winner, answer.error.code], [0, null, 'unreadable']);
  }
});

test('who sends a table of Linux is told what asks the kernel there', async () => {
  const linux = '192.168.99.0    0.0.0.0         255.255.255.0   U     0      0        0 vboxnet0\n';
  const { code, err } = await explain([], linux);
  assert.equal(code, 1);
  assert.match(err, /routing table of Linux.*\n +fairlead route show/);
});

test('of two tables both are told, the last one first', async () => {
  const before = table.replace(
    '10.8.0.1           UGSc         utun3',
    'link#9             UC         vboxnet0',
  );
  const { out } = await explain([], `with:\n${table}\nwithout:\n${before}`);
  const told = out.replaceAll(/\s+/g, ' ');
  assert.match(told, /^192\.168\.99\.100 leaves by vboxnet0 .*Next: .*fairlead doctor/);
  assert.match(told, /2 tables; this is about the last one table 1 of 2: 192\.168\.99\.100 leaves by utun3 /);
});

test('a table of IPv6 rows only is a table that carries nothing', async () => {
  const { code, out } = await explain(['--json'], 'Routing tables\n\nInternet6:\n::1   ::1   UHL   lo0\n');
  assert.equal(code, 0);
  const answer = JSON.parse(out) as Record<string, unknown>;
  assert.deepEqual([answer['rows'], answer['winner'], answer['verdict']], [0, null, 'no-route']);
});

test('the address is looked for in the network that is named', async () => {
  for (const [network, address] of [
    ['192.168.56.0/24', '192.168.56.100'],
    ['10.0.0.0/8', '10.0.0.100'],
    ['192.168.0.0/16', '192.168.99.100'],
    ['192.168.64.8/29', '192.168.64.10'],
    ['172.16.0.1/32', '172.16.0.1'],
  ] as const) {
    const { out } = await explain(['--json', '--network', network], table);
    assert.equal((JSON.parse(out) as { address: string }).address, address);
  }
});

test('nothing of a table reaches the terminal raw', async () => {
  const rowsBefore = table.slice(0, table.indexOf('192.168.99'));
  const unfinished = '192.168.1.1 \u0007\u001b 1.2.3.4';
  for (const text of [`${rowsBefore}${unfinished}`, `Destination Gateway Flags Netif\n${unfinished}`]) {
    const { out, err } = await explain([], text);
    assert.match(out + err, /middle\s+of\s+a\s+row/);
    assert.doesNotMatch(out + err, /[\u0000-\u0009\u000b-\u001f]/);
  }
});

const wrong: readonly (readonly [argv: readonly string[], code: number, said: RegExp])[] = [
  [['--ip', '300.1.1.1'], 2, /300\.1\.1\.1 is not an IPv4 address/],
  [['--ip', '::1'], 2, /not an IPv4 address/],
  [['--network', '192.168.99.0'], 2, /not a network in CIDR form/],
  [['--network', '192.168.99.0/33'], 2, /not a network in CIDR form/],
  [['--ip', '10.0.0.1', '--network', '192.168.99.0/24'], 2, /10\.0\.0\.1 is not in --network/],
  [['--ip', ''], 2, /--ip "" is not an IPv4 address/],
  [['/no/such/file'], 1, /there is no such file/],
  [['a', 'b'], 2, /too many arguments/],
];
for (const [argv, code, said] of wrong) {
  test(`route explain ${argv.join(' ')} is refused`, async () => {
    const refused = await explain(argv, table);
    assert.equal(refused.code, code);
    assert.equal(refused.out, '');
    assert.match(refused.err, said);
  });
}

test('a folder, a program, nothing and too much are each named as that', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.at('folder'));
  assert.match((await explain([folder.at('folder')])).err, /it is a folder/);
  assert.match((await explain([], Buffer.from([127, 69, 76, 70, 0, 1]))).err, /it is not text/);
  assert.match((await explain([], '')).err, /standard input: .*\n +netstat -nr \| fairlead/);
  assert.match((await explain([], Buffer.alloc(17 * 1024 * 1024, 'a'))).err, /more than 16 MiB/);
  assert.equal((await explain([], 'hello\n')).code, 1);
});
