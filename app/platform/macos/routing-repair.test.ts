import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChangeResult, RouteRepair } from '../../ports.ts';
import { cidrOf, ran, TalkativeMac, tools } from '../../testing/talkative-mac.ts';

const defaultRow = ['0.0.0.0/0', 'en0', '10.1.2.1', 'UGSc'] as const;
const ownChanges = [
  '/t/sudo -n /t/route -n delete -net 192.168.99.0/24',
  '/t/sudo -n /t/route -n add -net 192.168.99.0/24 -interface vboxnet0',
];

function repair(
  mac: TalkativeMac,
  ...inTheWay: readonly (readonly [string, string])[]
): Promise<ChangeResult> {
  return mac.routing.repair({
    network: cidrOf('192.168.99.0/24'),
    interface: 'vboxnet0',
    inTheWay: inTheWay.map(([destination, on]) => ({ destination: cidrOf(destination), interface: on })),
  });
}

/** Every command did what it was told, and somebody else undid it. */
const undone = { kind: 'failed', undone: true } as const;

function reasonOf(result: ChangeResult): string {
  return result.kind === 'done' ? '' : result.reason;
}

describe('repair', () => {
  test('replaces a row on a tunnel, and leaves everything else alone', async () => {
    const mac = new TalkativeMac([
      defaultRow,
      ['192.168.99.0/24', 'utun4'],
      ['192.168.99.0/24', 'en0', 'link#4', 'UCSI'],
      ['192.168.99.128/25', 'utun4'],
    ]);
    assert.deepEqual(await repair(mac, ['192.168.99.0/24', 'utun4']), { kind: 'done' });
    assert.deepEqual(mac.changes(), ownChanges);
    assert.equal(mac.rows.filter(({ on }) => on !== 'vboxnet0').length, 3);
  });

  test('adds a lost row', async () => {
    const mac = new TalkativeMac([defaultRow]);
    assert.deepEqual(await repair(mac), { kind: 'done' });
    assert.deepEqual(mac.changes(), ownChanges.slice(1));
  });

  test('removes longer rows and host rows, each by its own name', async () => {
    const mac = new TalkativeMac([
      ['192.168.99.0/24', 'vboxnet0', 'link#11', 'UC'],
      ['192.168.99.64/26', 'utun4'],
      ['192.168.99.100/32', 'utun4', '10.8.0.1', 'UGHS'],
      ['192.168.99.100/32', 'utun4', '10.8.0.1', 'UGSc'],
    ]);
    const result = await repair(mac, ['192.168.99.64/26', 'utun4'], ['192.168.99.100/32', 'utun4']);
    assert.deepEqual(result, { kind: 'done' });
    assert.deepEqual(
      new Set(mac.changes()),
      new Set([
        '/t/sudo -n /t/route -n delete -host 192.168.99.100',
        '/t/sudo -n /t/route -n delete -net 192.168.99.100/32',
        '/t/sudo -n /t/route -n delete -net 192.168.99.64/26',
      ]), // and our own row, which stands, is neither removed nor added
    );
    assert.deepEqual(
      mac.rows.map(({ on }) => on),
      ['vboxnet0'],
    );
  });

  test('as root no sudo is in between', async () => {
    const mac = new TalkativeMac([defaultRow], true);
    assert.deepEqual(await repair(mac), { kind: 'done' });
    assert.deepEqual(mac.changes(), ['/t/route -n add -net 192.168.99.0/24 -interface vboxnet0']);
  });

  test('nothing is changed when nothing is wrong', async () => {
    const mac = new TalkativeMac([['192.168.99.0/24', 'vboxnet0']]);
    assert.deepEqual(await repair(mac, ['192.168.99.0/24', 'utun4']), { kind: 'done' });
    assert.deepEqual(mac.changes(), []);
  });

  test('a VPN that is quicker is not answered: the next quiet moment will do', async () => {
    const mac = new TalkativeMac([['192.168.99.0/24', 'utun4']]);
    let times = 0;
    mac.vpn = (world, change) => {
      if (change === 'delete' && times++ === 0)
        world.rows.push({ to: '192.168.99.0/24', on: 'utun4', gateway: 'link#9', flags: 'UCS' });
    };
    assert.partialDeepStrictEqual(await repair(mac, ['192.168.99.0/24', 'utun4']), undone);
    assert.deepEqual(mac.changes(), ownChanges);
  });

  test('a route that hangs or complains has failed by itself', async () => {
    for (const said of [
      { kind: 'not-run', why: 'timeout', reason: 'no answer' } as const,
      ran('', 'route: writing to routing socket: No buffer space available\n', 1),
    ]) {
      const mac = new TalkativeMac([['192.168.99.0/24', 'utun4']]);
      mac.broken.set(tools.sudo, said);
      const result = await repair(mac, ['192.168.99.0/24', 'utun4']);
      assert.equal(result.kind, 'failed');
      assert.ok(!('undone' in result), reasonOf(result));
    }
  });

  test('a VPN that takes it back has won this time, although every exit status is 0', async () => {
    const mac = new TalkativeMac([['192.168.99.0/24', 'utun4']]);
    mac.vpn = (world, change) => {
      if (change !== 'add') return;
      world.rows = [{ to: '192.168.99.0/24', on: 'utun4', gateway: 'link#9', flags: 'UCS' }];
    };
    const result = await repair(mac, ['192.168.99.0/24', 'utun4']);
    assert.partialDeepStrictEqual(result, undone);
    assert.match(reasonOf(result), /utun4 .*in the way again/);
  });

  test('what was removed is put back when ours cannot be added', async () => {
    const mac = new TalkativeMac([defaultRow, ['192.168.99.0/24', 'utun4', '10.8.0.1', 'UGSc']]);
    mac.refusal = { of: /add .*vboxnet0/, text: 'sudo: a password is required\n' };
    const result = await repair(mac, ['192.168.99.0/24', 'utun4']);
    assert.equal(result.kind, 'refused');
    assert.match(reasonOf(result), /password is required.*put back on utun4/);
    assert.equal(mac.changes().at(-1), '/t/sudo -n /t/route -n add -net 192.168.99.0/24 10.8.0.1');
    assert.equal(mac.rows[1]?.on, 'utun4');
  });

  test('refusal is a fact of its own', async () => {
    const mac = new TalkativeMac([['192.168.99.0/24', 'utun4']]);
    mac.refusal = { of: /./, text: 'sudo: a password is required\n' };
    assert.equal((await repair(mac, ['192.168.99.0/24', 'utun4'])).kind, 'refused');
    assert.equal(mac.changes().length, 1);
    const without = new TalkativeMac([defaultRow]);
    without.broken.set(tools.sudo, { kind: 'not-run', why: 'missing', reason: '/t/sudo is not there' });
    assert.equal((await repair(without)).kind, 'refused');
  });

  test('a table that cannot be read is no reason to act', async () => {
    for (const table of [
      ran(''),
      ran('Routing tables\n\nInternet:\n'),
      ran('x', 'netstat: sysctl', 1),
      { kind: 'not-run', why: 'timeout', reason: 'no answer' } as const,
    ]) {
      const mac = new TalkativeMac([['192.168.99.0/24', 'utun4']]);
      mac.broken.set(tools.netstat, table);
      assert.match(reasonOf(await repair(mac, ['192.168.99.0/24', 'utun4'])), /nothing was changed/);
      assert.deepEqual(mac.changes(), []);
    }
  });

  const network = cidrOf('192.168.99.0/24');
  const objections: Record<string, Partial<RouteRepair>> = {
    'a public network': { network: cidrOf('8.8.8.0/24') },
    'the default route': { network: cidrOf('0.0.0.0/0') },
    'more than a private range': { network: cidrOf('192.0.0.0/8') },
    'host bits': { network: { address: network.address + 1, length: 24 } },
    'a length route would misread': { network: { address: network.address, length: 33 } },
    'a row outside': { inTheWay: [{ destination: cidrOf('192.168.98.0/24'), interface: 'utun4' }] },
    'a covering row': { inTheWay: [{ destination: cidrOf('192.168.0.0/16'), interface: 'utun4' }] },
    'an option as interface': { interface: '-ifscope' },
    'no interface': { interface: '' },
    'two words': { interface: 'vboxnet0 -blackhole' },
  };
  for (const [name, change] of Object.entries(objections))
    test(`nothing is run for ${name}`, async () => {
      const mac = new TalkativeMac([defaultRow]);
      const result = await mac.routing.repair({ network, interface: 'vboxnet0', inTheWay: [], ...change });
      assert.equal(result.kind, 'failed');
      assert.deepEqual(mac.commands, []);
    });
});
