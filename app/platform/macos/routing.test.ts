import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { ChangeResult, Clock, Log, RouteRepair } from '../../ports.ts';
import { type Cidr, contains, formatCidr, parseCidr, parseIpv4 } from '../../route/cidr.ts';
import { type Ran, type Run, run } from '../process/run.ts';
import { MacRouting } from './routing.ts';

const tools = { netstat: '/t/netstat', route: '/t/route', ifconfig: '/t/ifconfig', sudo: '/t/sudo' };
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const clock: Clock = { now: () => 0, monotonic: () => 0, after: () => () => undefined };

interface Row {
  to: string;
  on: string;
  gateway: string;
  flags: string;
}

function ran(stdout: string, stderr = '', exitCode = 0): Ran {
  return { kind: 'ran', exitCode, stdout, stderr };
}

function cidrOf(text: string): Cidr {
  return parseCidr(text) as Cidr;
}

/** A Mac that behaves as far as routes go: route exits 0 whatever happens, and says so in words. */
class Mac {
  rows: Row[];
  readonly commands: string[] = [];
  /** What the VPN does after each change. */
  vpn: (mac: Mac, change: string) => void = () => undefined;
  refusal: { readonly of: RegExp; readonly text: string } | undefined;
  readonly routing: MacRouting;
  /** Replaces the output of a tool. */
  readonly broken = new Map<string, Ran>();

  constructor(
    rows: readonly (readonly [to: string, on: string, gateway?: string, flags?: string])[],
    isRoot = false,
  ) {
    this.rows = rows.map(([to, on, gateway = 'link#4', flags = 'UCS']) => ({ to, on, gateway, flags }));
    this.routing = new MacRouting({ run: this.#run, tools, isRoot, clock, log });
  }

  changes(): string[] {
    return this.commands.filter((command) => / (add|delete) /.test(command));
  }

  readonly #run: Run = (file, args) => {
    this.commands.push([file, ...args].join(' '));
    const broken = this.broken.get(file);
    if (broken !== undefined) return Promise.resolve(broken);
    if (file === tools.netstat) return Promise.resolve(ran(this.#table()));
    if (file === tools.sudo && this.refusal?.of.test(args.join(' ')) === true)
      return Promise.resolve(ran('', this.refusal.text, 1));
    const [verb = '', ...rest] = file === tools.sudo ? args.slice(3) : args.slice(1);
    if (verb === 'get') return Promise.resolve(this.#get(rest[0] ?? ''));
    const result = verb === 'add' ? this.#add(rest) : this.#delete(rest);
    this.vpn(this, verb);
    return Promise.resolve(result);
  };

  #table(): string {
    const lines = this.rows.map(({ to, on, gateway, flags }) => {
      const destination = flags.includes('H') ? to.replace('/32', '') : to;
      return `${destination.padEnd(18)} ${gateway.padEnd(18)} ${flags.padEnd(10)} ${on.padStart(14)}       \n`;
    });
    return `Routing tables\n\nInternet:\nDestination        Gateway            Flags               Netif Expire\n${lines.join('')}`;
  }

  #get(address: string): Ran {
    const value = parseIpv4(address) as number;
    const best = this.rows
      .filter(({ to, flags }) => !flags.includes('I') && contains(cidrOf(to), value))
      .sort((a, b) => cidrOf(b.to).length - cidrOf(a.to).length)[0];
    if (best === undefined) return ran('', 'route: writing to routing socket: not in table\n');
    return ran(`   route to: ${address}\n  interface: ${best.on}\n`);
  }

  #add([kind = '', to = '', ...way]: readonly string[]): Ran {
    const row = kind === '-host' ? `${to}/32` : to;
    if (this.#find(kind, row) !== undefined)
      return ran(`add net ${to}: File exists\n`, 'route: writing to routing socket: File exists\n');
    const direct = way[0] === '-interface';
    const on = direct ? (way[1] ?? '') : 'utun4';
    const gateway = direct ? on : (way[0] ?? '');
    this.rows.push({ to: row, on, gateway, flags: kind === '-host' ? 'UGHS' : 'UCSc' });
    return ran(`add net ${to}: gateway ${gateway}\n`);
  }

  #delete([kind = '', to = '']: readonly string[]): Ran {
    const found = this.#find(kind, kind === '-host' ? `${to}/32` : to);
    if (found === undefined)
      return ran(`delete net ${to}: not in table\n`, 'route: writing to routing socket: not in table\n');
    this.rows = this.rows.filter((row) => row !== found);
    return ran(`delete net ${to}\n`);
  }

  #find(kind: string, to: string): Row | undefined {
    return this.rows.find(
      (row) => row.to === to && !row.flags.includes('I') && row.flags.includes('H') === (kind === '-host'),
    );
  }
}

const defaultRow = ['0.0.0.0/0', 'en0', '10.1.2.1', 'UGSc'] as const;
const ownChanges = [
  '/t/sudo -n /t/route -n delete -net 192.168.99.0/24',
  '/t/sudo -n /t/route -n add -net 192.168.99.0/24 -interface vboxnet0',
];

function repair(mac: Mac, ...inTheWay: readonly (readonly [string, string])[]): Promise<ChangeResult> {
  return mac.routing.repair({
    network: cidrOf('192.168.99.0/24'),
    interface: 'vboxnet0',
    inTheWay: inTheWay.map(([destination, on]) => ({ destination: cidrOf(destination), interface: on })),
  });
}

function reasonOf(result: ChangeResult): string {
  return result.kind === 'done' ? '' : result.reason;
}

describe('repair', () => {
  test('replaces a row on a tunnel, and leaves everything else alone', async () => {
    const mac = new Mac([
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
    const mac = new Mac([defaultRow]);
    assert.deepEqual(await repair(mac), { kind: 'done' });
    assert.deepEqual(mac.changes(), ownChanges.slice(1));
  });

  test('removes longer rows and host rows, each by its own name', async () => {
    const mac = new Mac([
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
    const mac = new Mac([defaultRow], true);
    assert.deepEqual(await repair(mac), { kind: 'done' });
    assert.deepEqual(mac.changes(), ['/t/route -n add -net 192.168.99.0/24 -interface vboxnet0']);
  });

  test('nothing is changed when nothing is wrong', async () => {
    const mac = new Mac([['192.168.99.0/24', 'vboxnet0']]);
    assert.deepEqual(await repair(mac, ['192.168.99.0/24', 'utun4']), { kind: 'done' });
    assert.deepEqual(mac.changes(), []);
  });

  test('a VPN that is quicker is not answered: the next quiet moment will do', async () => {
    const mac = new Mac([['192.168.99.0/24', 'utun4']]);
    let times = 0;
    mac.vpn = (world, change) => {
      if (change === 'delete' && times++ === 0)
        world.rows.push({ to: '192.168.99.0/24', on: 'utun4', gateway: 'link#9', flags: 'UCS' });
    };
    assert.equal((await repair(mac, ['192.168.99.0/24', 'utun4'])).kind, 'failed');
    assert.deepEqual(mac.changes(), ownChanges);
  });

  test('a VPN that takes it back has won this time, although every exit status is 0', async () => {
    const mac = new Mac([['192.168.99.0/24', 'utun4']]);
    mac.vpn = (world, change) => {
      if (change !== 'add') return;
      world.rows = [{ to: '192.168.99.0/24', on: 'utun4', gateway: 'link#9', flags: 'UCS' }];
    };
    const result = await repair(mac, ['192.168.99.0/24', 'utun4']);
    assert.equal(result.kind, 'failed');
    assert.match(reasonOf(result), /utun4 .*in the way again/);
  });

  test('what was removed is put back when ours cannot be added', async () => {
    const mac = new Mac([defaultRow, ['192.168.99.0/24', 'utun4', '10.8.0.1', 'UGSc']]);
    mac.refusal = { of: /add .*vboxnet0/, text: 'sudo: a password is required\n' };
    const result = await repair(mac, ['192.168.99.0/24', 'utun4']);
    assert.equal(result.kind, 'refused');
    assert.match(reasonOf(result), /password is required.*put back on utun4/);
    assert.equal(mac.changes().at(-1), '/t/sudo -n /t/route -n add -net 192.168.99.0/24 10.8.0.1');
    assert.equal(mac.rows[1]?.on, 'utun4');
  });

  test('refusal is a fact of its own', async () => {
    const mac = new Mac([['192.168.99.0/24', 'utun4']]);
    mac.refusal = { of: /./, text: 'sudo: a password is required\n' };
    assert.equal((await repair(mac, ['192.168.99.0/24', 'utun4'])).kind, 'refused');
    assert.equal(mac.changes().length, 1);
    const without = new Mac([defaultRow]);
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
      const mac = new Mac([['192.168.99.0/24', 'utun4']]);
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
      const mac = new Mac([defaultRow]);
      const result = await mac.routing.repair({ network, interface: 'vboxnet0', inTheWay: [], ...change });
      assert.equal(result.kind, 'failed');
      assert.deepEqual(mac.commands, []);
    });
});

describe('reading', () => {
  test('the table and an answer', async () => {
    const mac = new Mac([defaultRow, ['192.168.99.0/24', 'utun4']]);
    const table = await mac.routing.readTable();
    assert.ok(table.kind === 'read');
    assert.deepEqual(
      table.value.rows.map(({ destination }) => formatCidr(destination)),
      ['0.0.0.0/0', '192.168.99.0/24'],
    );
    const answer = await mac.routing.readAnswer('192.168.99.100');
    assert.ok(answer.kind === 'read' && answer.value.kind === 'route');
    assert.equal(answer.value.interface, 'utun4');
    assert.deepEqual(mac.commands, ['/t/netstat -nr -f inet', '/t/route -n get 192.168.99.100']);
  });

  test('only an address reaches route', async () => {
    const mac = new Mac([]);
    for (const address of ['', '-ifscope', 'default', '1.2.3.4 -x', '010.1.1.1'])
      assert.equal((await mac.routing.readAnswer(address)).kind, 'unreadable');
    assert.deepEqual(mac.commands, []);
  });

  test('a hanging or half answer is unreadable', async () => {
    const mac = new Mac([]);
    mac.broken.set(tools.ifconfig, ran('en0: flags=8863<UP> mtu 1500\n\tinet 10.0.0.5 netm'));
    assert.equal((await mac.routing.readInterfaces()).kind, 'unreadable');
    mac.broken.set(tools.ifconfig, ran('en0: flags=8863<UP> mtu 1500\n'));
    assert.equal((await mac.routing.readInterfaces()).kind, 'read');
    mac.broken.set(tools.route, { kind: 'not-run', why: 'timeout', reason: 'route did not answer' });
    assert.deepEqual(await mac.routing.readAnswer('1.1.1.1'), {
      kind: 'unreadable',
      reason: 'route did not answer',
    });
  });
});

describe('watching', () => {
  test('pokes for changes only, and nothing runs after stop', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'fairlead-'));
    const route = path.join(folder, 'route');
    const message = (type: string): string => `${type}: text: len 140, pid: 1, seq 1, errno 0, flags:<DONE>`;
    const said = [message('RTM_MISS'), message('RTM_GET'), message('RTM_DELETE')].join('\\n');
    writeFileSync(route, `#!/bin/sh\nprintf '\\n%b\\n' "$* ${said}"\nexec sleep 60\n`, { mode: 0o755 });
    const routing = new MacRouting({ run, tools: { ...tools, route }, isRoot: false, clock, log });
    const pokes: string[] = [];
    await new Promise<void>((resolve) => {
      const watch = routing.watch((reason) => {
        pokes.push(reason);
        void watch.stop().then(resolve);
      });
    });
    rmSync(folder, { recursive: true });
    assert.deepEqual(pokes, ['RTM_DELETE']);
  });
});
