import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseNetstat } from '../platform/macos/netstat.ts';
import { read, unreadable } from '../reading.ts';
import { cidr, formatCidr, parseCidr, parseIpv4 } from './cidr.ts';
import { type RouteJudgement, type RouteQuestion, judgeRoute } from './judge.ts';
import type { KernelAnswer, NetworkInterface } from './table.ts';

const guest = parseIpv4('192.168.99.100') as number;
const network = cidr(guest, 24);

function at(name: string, address: string, change: Partial<NetworkInterface> = {}): NetworkInterface {
  const value = parseIpv4(address) as number;
  return {
    name,
    up: true,
    pointToPoint: false,
    addresses: [{ address: value, network: cidr(value, 24) }],
    ...change,
  };
}

const vboxnet0 = at('vboxnet0', '192.168.99.1');
const en0 = at('en0', '10.1.2.9');

function by(name: string): KernelAnswer {
  return { kind: 'route', interface: name };
}

function judge(rows: string, answer: KernelAnswer, change: Partial<RouteQuestion> = {}): RouteJudgement {
  return judgeRoute({
    table: parseNetstat(rows),
    answer: read(answer),
    interfaces: read([en0, vboxnet0]),
    guest,
    network,
    adapter: 'vboxnet0',
    ...change,
  });
}

function inTheWay(judgement: RouteJudgement): string[] {
  return judgement.inTheWay.map((row) => `${formatCidr(row.destination)} ${row.interface}`);
}

const defaultRow = 'default 10.1.2.1 UGSc en0\n';
const ownRow = '192.168.99 link#11 UC vboxnet0\n';

describe('both witnesses', () => {
  test('own', () => {
    const judgement = judge(defaultRow + ownRow, by('vboxnet0'));
    assert.equal(judgement.kind, 'own');
    assert.equal(judgement.owner, 'vboxnet0');
    assert.equal(judgement.agreement, true);
  });

  test('taken by the same prefix', () => {
    const judgement = judge(`${defaultRow}192.168.99 link#9 UCS utun0\n`, by('utun0'));
    assert.equal(judgement.kind, 'taken');
    assert.deepEqual(inTheWay(judgement), ['192.168.99.0/24 utun0']);
    assert.match(judgement.reason, /192\.168\.99\.0\/24 -> utun0/);
  });

  test('taken by longer prefixes around the guest; those beside it stay', () => {
    const rows = `${ownRow}192.168.99.64/26 utun4 USc utun4
192.168.99.100 10.8.0.1 UGHS utun4
192.168.99.128/25 utun4 USc utun4
192.168.99.100 8:0:27:a:b:c UHLWIi vboxnet0
192.168.99 link#9 UCSI utun4
`;
    const judgement = judge(rows, by('utun4'));
    assert.equal(judgement.kind, 'taken');
    assert.deepEqual(inTheWay(judgement), ['192.168.99.64/26 utun4', '192.168.99.100/32 utun4']);
  });

  test('taken to a physical interface', () => {
    assert.equal(judge('192.168.99 10.77.0.1 UGSc en0\n', by('en0')).kind, 'taken');
  });

  test('a covering row alone is a loss, on a tunnel too, and names the row', () => {
    for (const [row, name] of [
      ['192.168.0/16 10.8.0.1 UGSc utun5\n', 'utun5'],
      [defaultRow, 'en0'],
    ] as const) {
      const judgement = judge(row, by(name));
      assert.equal(judgement.kind, 'lost');
      assert.equal(judgement.row?.interface, name);
      assert.deepEqual(judgement.inTheWay, []);
    }
    assert.equal(judge('127 127.0.0.1 UCS lo0\n', { kind: 'no-route' }).kind, 'lost');
  });

  test('a full tunnel with the own row in place is no matter', () => {
    const rows = `0/1 10.8.0.1 UGSc utun4\n128.0/1 10.8.0.1 UGSc utun4\n${defaultRow}${ownRow}`;
    assert.equal(judge(rows, by('vboxnet0')).kind, 'own');
  });
});

test('a row that refuses on the own interface is in the way, and so is one through a gateway', () => {
  for (const flags of ['UCSB', 'UCRS']) {
    const judgement = judge(`${defaultRow}192.168.99 link#11 ${flags} vboxnet0\n`, by('vboxnet0'));
    assert.equal(judgement.kind, 'taken');
    assert.match(judgement.reason, /refuses every packet/);
    assert.deepEqual(inTheWay(judgement), ['192.168.99.0/24 vboxnet0']);
  }
  const host = `${ownRow}192.168.99.100 127.0.0.1 UGHRS lo0\n`;
  assert.deepEqual(inTheWay(judge(host, by('lo0'))), ['192.168.99.100/32 lo0']);
  const detour = judge(`${defaultRow}192.168.99 192.168.99.254 UGSc vboxnet0\n`, by('vboxnet0'));
  assert.equal(detour.kind, 'taken');
  assert.match(detour.reason, /to a gateway, although it is in the network of vboxnet0 itself/);
  assert.deepEqual(inTheWay(detour), ['192.168.99.0/24 vboxnet0']);
  const byItself = `${defaultRow}192.168.99 192.168.99.1 UGSc vboxnet0\n`;
  assert.equal(judge(byItself, by('vboxnet0')).kind, 'own', 'as people add it by hand');
  // A clone that ARP gave up on rejects for a moment, and is no row of anybody's.
  const clone = `${ownRow}192.168.99.100 link#11 UHRLWIi vboxnet0\n`;
  assert.equal(judge(clone, by('vboxnet0')).kind, 'own');
});

describe('one witness against the other', () => {
  test('the kernel is believed when it says own', () => {
    const judgement = judge('192.168.99 link#9 UCS utun0\n', by('vboxnet0'));
    assert.equal(judgement.kind, 'own');
    assert.equal(judgement.agreement, false);
  });

  test('otherwise they have to agree', () => {
    for (const answer of [by('utun4'), { kind: 'no-route' } as const]) {
      const judgement = judge(ownRow, answer);
      assert.equal(judgement.kind, 'unknown');
      assert.match(judgement.reason, /disagree/);
    }
  });

  test('only scoped rows: the kernel falls back on the primary interface', () => {
    assert.equal(judge('default 10.1.2.1 UGScI en0\n', by('en0')).kind, 'lost');
    assert.equal(judge('default 10.1.2.1 UGScI en0\n', by('utun3')).kind, 'unknown');
  });

  test('whatever cannot be read is no reason to act', () => {
    const gone = unreadable('netstat did not answer within 2000 ms');
    for (const part of ['table', 'answer', 'interfaces'] as const) {
      const judgement = judge(ownRow, by('utun4'), { [part]: gone });
      assert.equal(judgement.kind, 'unknown');
      assert.match(judgement.reason, /2000 ms/);
    }
  });
});

describe('cut names', () => {
  const header = 'Destination        Gateway            Flags        Refs      Use   Netif Expire\n';
  const row = '192.168.99         link#11            UC              1        0 vboxnet\n';
  const vboxnet1 = at('vboxnet1', '192.168.99.5');

  test('may stand for the owner', () => {
    assert.equal(judge(header + row, by('vboxnet0')).kind, 'own');
  });

  test('or for its neighbour, as the kernel says', () => {
    const judgement = judge(header + row, by('vboxnet1'), { interfaces: read([vboxnet0, vboxnet1]) });
    assert.equal(judgement.kind, 'taken');
    assert.deepEqual(inTheWay(judgement), ['192.168.99.0/24 vboxnet']);
  });
});

describe('the owner', () => {
  const tunnel = at('utun7', '192.168.99.7', { pointToPoint: true });
  const kindWith = (interfaces: readonly NetworkInterface[], adapter: string | undefined): string => {
    const judgement = judge(ownRow, by('vboxnet0'), { interfaces: read(interfaces), adapter });
    return `${judgement.kind} ${judgement.owner ?? judgement.reason}`;
  };

  test('is never a tunnel', () => {
    assert.match(kindWith([en0, tunnel], undefined), /^no-network no interface/);
    assert.equal(kindWith([tunnel, vboxnet0], undefined), 'own vboxnet0');
  });

  test('is the named adapter, or else one made for VMs', () => {
    const vboxnet1 = at('vboxnet1', '192.168.99.5');
    assert.equal(kindWith([vboxnet1, vboxnet0], 'vboxnet0'), 'own vboxnet0');
    assert.equal(kindWith([vboxnet0], 'HostNetwork'), 'own vboxnet0');
  });

  test('is a physical interface only when none is named', () => {
    const home = at('en0', '192.168.99.20');
    assert.match(kindWith([home], 'vboxnet0'), /^no-network vboxnet0 does not exist/);
    assert.equal(kindWith([home, vboxnet0], undefined), 'own vboxnet0');
    assert.equal(judge(ownRow, by('en0'), { interfaces: read([home]), adapter: undefined }).owner, 'en0');
  });

  test('has an address and is up', () => {
    assert.match(kindWith([{ ...vboxnet0, addresses: [] }], 'vboxnet0'), /vboxnet0 has no address/);
    assert.match(kindWith([{ ...vboxnet0, up: false }], 'vboxnet0'), /vboxnet0 is down/);
  });
});

test('taken is never said without both witnesses, and names only rows inside the network', () => {
  const names = fc.constantFrom('en0', 'vboxnet0', 'utun4');
  const anyRow = fc.record({
    to: fc.constantFrom(
      'default',
      '192.168.0/16',
      '192.168.99',
      '192.168.99.100/32',
      '192.168.99.0/25',
      '10',
    ),
    on: names,
    flags: fc.constantFrom('UC', 'UGSc', 'UCSI', 'UHLWIi'),
  });
  const answers = fc.oneof(names.map(by), fc.constant<KernelAnswer>({ kind: 'no-route' }));
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1 }), answers, (rows, answer) => {
      const judgement = judge(
        rows.map(({ to, on, flags }) => `${to} link#4 ${flags} ${on}\n`).join(''),
        answer,
      );
      if (answer.kind === 'route' && answer.interface === 'vboxnet0') assert.equal(judgement.kind, 'own');
      else assert.notEqual(judgement.kind, 'own');
      if (judgement.kind === 'taken') {
        assert.ok(judgement.agreement && judgement.inTheWay.length > 0);
        assert.equal(judgement.row?.interface, answer.kind === 'route' ? answer.interface : '');
      }
      for (const row of judgement.inTheWay) {
        assert.ok(row.destination.length >= 24 && !row.scoped && row.interface !== 'vboxnet0');
        assert.ok(parseCidr(formatCidr(row.destination)));
      }
    }),
  );
});
