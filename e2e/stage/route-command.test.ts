import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cidr, formatCidr } from '../../app/route/cidr.ts';
import { quad } from './interfaces.ts';
import type { Outcome } from './outcome.ts';
import { runRoute } from './run-route.ts';
import { World } from './world.ts';

function mac(): { readonly world: World; readonly run: (line: string, isRoot?: boolean) => Outcome } {
  const world = new World('14');
  world.addHostOnly(cidr(quad('192.168.99.0'), 24));
  return {
    world,
    run: (line, isRoot = true) => runRoute(world, line.split(' '), { isRoot, pid: 1 }),
  };
}

test('an added network is told on stdout, with the length cut off', () => {
  const { run, world } = mac();
  assert.deepEqual(run('-n add -net 203.0.113.0/24 -interface vboxnet0'), {
    exitCode: 0,
    stdout: 'add net 203.0.113.0: gateway vboxnet0\n',
    stderr: '',
  });
  const row = world.kernel.lookup(quad('203.0.113.9'));
  assert.equal(row?.flags, 'UCSc');
  assert.equal(row.gateway, 'link#11');
});

test('a row that is there makes add fail with status 0', () => {
  assert.deepEqual(mac().run('-n add -net 192.168.99.0/24 -interface vboxnet0'), {
    exitCode: 0,
    stdout: 'add net 192.168.99.0: gateway vboxnet0: File exists\n',
    stderr: 'route: writing to routing socket: File exists\n',
  });
});

test('delete says "not in table" with status 0 the second time', () => {
  const { run } = mac();
  assert.deepEqual(run('-n delete -net 192.168.99.0/24'), {
    exitCode: 0,
    stdout: 'delete net 192.168.99.0\n',
    stderr: '',
  });
  assert.deepEqual(run('-n delete -net 192.168.99.0/24'), {
    exitCode: 0,
    stdout: 'delete net 192.168.99.0: not in table\n',
    stderr: 'route: writing to routing socket: not in table\n',
  });
});

test('whoever is not root gets 77 and changes nothing', () => {
  const { run, world } = mac();
  assert.deepEqual(run('-n delete -net 192.168.99.0/24', false), {
    exitCode: 77,
    stdout: '',
    stderr: 'route: must be root to alter routing table\n',
  });
  assert.equal(world.counters.routeChanges, 0);
});

test('an interface without an address is unreachable, an unknown one a bad address', () => {
  const { run } = mac();
  assert.match(run('-n add -net 203.0.113.0/24 -interface utun0').stderr, /Network is unreachable\n$/);
  assert.deepEqual(run('-n add -net 203.0.113.0/24 -interface vboxnet9'), {
    exitCode: 68,
    stdout: '',
    stderr: 'route: bad address: vboxnet9\n',
  });
  assert.equal(run('-n add -net 203.0.113.0/24 -ifscope utun99 10.0.1.1').exitCode, 1);
  assert.match(run('-n add -net 203.0.113.0/24').stderr, /Invalid argument/);
});

test('a length over 32 is accepted and installs far too much, as on a Mac', () => {
  const { run, world } = mac();
  assert.equal(run('-n add -net 203.0.113.0/33 10.0.1.1').exitCode, 0);
  assert.equal(
    formatCidr(world.kernel.lookup(quad('203.0.113.1'))?.destination ?? cidr(0, 0)),
    '128.0.0.0/1',
  );
});

test('without a length route goes by trailing zero bytes, not by class', () => {
  const { run, world } = mac();
  run('-n add -net 172.18 10.0.1.1');
  assert.equal(
    formatCidr(world.kernel.lookup(quad('172.18.0.1'))?.destination ?? cidr(0, 0)),
    '172.18.0.0/16',
  );
});

test('get answers without root, and complains about what is no address', () => {
  const { run, world } = mac();
  assert.match(run('-n get 192.168.99.7', false).stdout, /interface: vboxnet0/);
  assert.deepEqual(run('-n get 203.0.113.256', false), {
    exitCode: 68,
    stdout: '',
    stderr: 'route: bad address: 203.0.113.256\n',
  });
  for (const row of [...world.kernel.rows]) world.deleteRow(row);
  assert.deepEqual(run('-n get 8.8.8.8', false), {
    exitCode: 0,
    stdout: '',
    stderr: 'route: writing to routing socket: not in table\n',
  });
});

test('usage errors end with 64', () => {
  assert.equal(mac().run('-n').exitCode, 64);
  assert.equal(mac().run('-n add').exitCode, 64);
  assert.equal(mac().run('-n flush').exitCode, 64);
});

test('a plain delete leaves the row that is bound to an interface', () => {
  const { run, world } = mac();
  run('-n add -net 203.0.113.0/24 10.0.1.1');
  run('-n add -net 203.0.113.0/24 -ifscope en0 10.0.1.1');
  run('-n delete -net 203.0.113.0/24');
  const left = world.kernel.rows.filter((row) => formatCidr(row.destination) === '203.0.113.0/24');
  assert.deepEqual(
    left.map(({ flags, interface: name }) => [flags, name]),
    [['UGScI', 'en0']],
  );
});
