import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { routingContract } from '../../testing/contracts/routing.ts';
import type { RoutingWorld } from '../../testing/contracts/routing-world.ts';
import { MemoryKernel, parsed } from '../../testing/memory-kernel.ts';
import { scriptedIp } from '../../testing/scripted-ip.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { systemClock } from '../process/clock.ts';
import { LinuxRouting } from './routing.ts';

const tools = { ip: '/sbin/ip', sudo: '/usr/bin/sudo' };
const common = { tools, clock: systemClock, log: silentLog };

function scriptedWorld(isRoot: boolean): () => Promise<RoutingWorld> {
  return () => {
    const kernel = new MemoryKernel();
    kernel.addInterface('vboxnet0', '192.168.99.1/24');
    kernel.addInterface('tun0', '10.20.0.7/32', { pointToPoint: true });
    kernel.put(parsed('10.20.0.1/32'), 'tun0');
    const script = scriptedIp(kernel);
    const routing = new LinuxRouting({
      ...common,
      isRoot,
      run: script.run,
      start: ({ onLine }) => {
        const stop = kernel.onChange(() => onLine('192.168.99.0/24 dev tun0 scope link'));
        return { stop: () => Promise.resolve(stop()) };
      },
    });
    return Promise.resolve({
      routing,
      tunnel: 'tun0',
      gateway: '10.20.0.1',
      take: (network) => Promise.resolve(kernel.put(parsed(network), 'tun0')),
      lose: (network) => Promise.resolve(void kernel.remove(parsed(network))),
      retake: () => {
        kernel.watcher = () => kernel.put(parsed('192.168.99.0/24'), 'tun0');
        return Promise.resolve();
      },
      deny: () => {
        script.refusal = isRoot
          ? 'RTNETLINK answers: Operation not permitted'
          : 'sudo: a password is required';
        return Promise.resolve();
      },
      blind: () => Promise.resolve(void (script.nonsense = '[{"dst":')),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  };
}

routingContract({ name: 'ip, scripted, as root', open: scriptedWorld(true) });
routingContract({ name: 'ip, scripted, through sudo', open: scriptedWorld(false) });
routingContract({ name: 'ip, in a network namespace', open: realWorld, skip: whyNoNamespace() });

test('the restored row is like the one the kernel made', async () => {
  const kernel = new MemoryKernel();
  kernel.addInterface('vboxnet0', '192.168.99.1/24');
  const script = scriptedIp(kernel);
  const routing = new LinuxRouting({ ...common, isRoot: false, run: script.run });
  await routing.repair({ network: parsed('192.168.99.0/24'), interface: 'vboxnet0', inTheWay: [] });
  assert.deepEqual(
    script.seen.filter((line) => line.startsWith('/usr/bin/sudo')),
    [
      '/usr/bin/sudo -n /sbin/ip route replace 192.168.99.0/24 dev vboxnet0 proto kernel scope link src 192.168.99.1',
    ],
  );
});

test(
  'a row that drops or refuses comes back in place of ours, and makes way for it again',
  { skip: whyNoNamespace() ?? false },
  async () => {
    await using world = await realWorld();
    const { routing } = world;
    const network = parsed('192.168.99.0/24');
    for (const range of ['192.168.99.0/24', '192.168.99.0/25'])
      for (const refusal of ['blackhole', 'reject'] as const) {
        const row = { destination: parsed(range), interface: 'lo', refusal };
        for (let turn = 0; turn < 2; turn += 1)
          assert.deepEqual(await routing.restore({ network, owner: 'vboxnet0', row }), { kind: 'done' });
        const answer = await routing.readAnswer('192.168.99.100');
        assert.deepEqual(answer, { kind: 'read', value: { kind: 'no-route' } }, `${range} ${refusal}`);
        const repaired = await routing.repair({ network, interface: 'vboxnet0', inTheWay: [row] });
        assert.deepEqual(repaired, { kind: 'done' }, `${range} ${refusal}`);
      }
  },
);

test('an undo that is not permitted says what to type', async () => {
  const kernel = new MemoryKernel();
  kernel.addInterface('vboxnet0', '192.168.99.1/24');
  const script = scriptedIp(kernel);
  script.refusal = 'sudo: a password is required';
  const routing = new LinuxRouting({ ...common, isRoot: false, run: script.run });
  const network = parsed('192.168.99.0/24');
  const row = { destination: network, interface: 'lo', refusal: 'blackhole' } as const;
  assert.deepEqual(await routing.restore({ network, owner: 'vboxnet0', row }), {
    kind: 'refused',
    reason: 'sudo: a password is required; by hand: sudo ip route replace blackhole 192.168.99.0/24',
  });
});

test('an interface that lost its address cannot carry the network', async () => {
  const kernel = new MemoryKernel();
  kernel.addInterface('vboxnet0', '169.254.7.1/16');
  const routing = new LinuxRouting({ ...common, isRoot: true, run: scriptedIp(kernel).run });
  const repaired = await routing.repair({
    network: parsed('192.168.99.0/24'),
    interface: 'vboxnet0',
    inTheWay: [],
  });
  assert.deepEqual(repaired, { kind: 'failed', reason: 'vboxnet0 has no address in 192.168.99.0/24' });
});

test('a missing sudo is a missing right', async () => {
  const kernel = new MemoryKernel();
  kernel.addInterface('vboxnet0', '192.168.99.1/24');
  const script = scriptedIp(kernel);
  const routing = new LinuxRouting({
    ...common,
    isRoot: false,
    run: (file, args) =>
      file === tools.sudo
        ? Promise.resolve({ kind: 'not-run', why: 'missing', reason: 'sudo is not there' })
        : script.run(file, args),
  });
  const request = { network: parsed('192.168.99.0/24'), interface: 'vboxnet0', inTheWay: [] };
  assert.equal((await routing.repair(request)).kind, 'refused');
});

for (const [row, said] of [
  ['no row', 'RTNETLINK answers: Network is unreachable'],
  ['an unreachable row', 'RTNETLINK answers: No route to host'],
  ['a blackhole', 'RTNETLINK answers: Invalid argument'],
  ['a prohibit row', 'RTNETLINK answers: Permission denied'],
] as const)
  test(`${row} is an answer: no route`, async () => {
    const routing = new LinuxRouting({
      ...common,
      isRoot: true,
      run: () => Promise.resolve({ kind: 'ran', exitCode: 2, stdout: '', stderr: `${said}\n` }),
    });
    assert.deepEqual(await routing.readAnswer('192.168.99.100'), {
      kind: 'read',
      value: { kind: 'no-route' },
    });
  });

test('an ip without JSON is unreadable, with its words', async () => {
  const routing = new LinuxRouting({
    ...common,
    isRoot: true,
    run: () =>
      Promise.resolve({
        kind: 'ran',
        exitCode: 255,
        stdout: '',
        stderr: 'Option "-j" is unknown, try "ip -help".\n',
      }),
  });
  const table = await routing.readTable();
  assert.ok(table.kind === 'unreadable' && table.reason.includes('Option "-j" is unknown'));
});

function whyNoNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.geteuid?.() !== 0) return 'needs root for a network namespace';
  try {
    execFileSync('unshare', ['-n', 'ip', 'link', 'add', 'probe0', 'type', 'bridge'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `network namespaces cannot be made here: ${String((error as { stderr?: unknown }).stderr).trim()}`;
  }
}

let worlds = 0;

/** The same on real routes: a namespace of its own, with a bridge for vboxnet0 and a veth for the tunnel. */
function realWorld(): Promise<RoutingWorld> {
  const name = `fairlead-routing-${process.pid}-${worlds++}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'fairlead-routing-'));
  const ip = (...args: readonly string[]): void => {
    execFileSync('ip', ['-n', name, ...args], { stdio: 'pipe' });
  };
  const wrapper = path.join(folder, 'ip');
  const wrap = (how: string): void => {
    writeFileSync(wrapper, `#!/bin/sh\n${how}\n`);
    chmodSync(wrapper, 0o755);
  };
  wrap(`exec ip netns exec ${name} ip "$@"`);
  execFileSync('ip', ['netns', 'add', name]);
  ip('link', 'set', 'lo', 'up');
  for (const [device, address] of [
    ['vboxnet0', '192.168.99.1/24'],
    ['tun0', '10.20.0.7/32'],
  ] as const) {
    ip('link', 'add', device, 'type', 'bridge');
    ip('link', 'set', device, 'up');
    ip('address', 'add', address, 'dev', device);
  }
  ip('route', 'add', '10.20.0.1/32', 'dev', 'tun0');
  return Promise.resolve({
    routing: new LinuxRouting({ ...common, tools: { ip: wrapper, sudo: '/nonexistent/sudo' }, isRoot: true }),
    tunnel: 'tun0',
    gateway: '10.20.0.1',
    take: (network) => Promise.resolve(ip('route', 'replace', network, 'dev', 'tun0')),
    lose: (network) => Promise.resolve(ip('route', 'del', network)),
    deny: () =>
      Promise.resolve(
        wrap(`exec ip netns exec ${name} setpriv --bounding-set -net_admin --inh-caps -net_admin ip "$@"`),
      ),
    blind: () => Promise.resolve(wrap('echo "Segmentation fault" >&2; exit 139')),
    [Symbol.asyncDispose]: () => {
      execFileSync('ip', ['netns', 'del', name]);
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  });
}
