import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { MacRouting } from '../../platform/macos/routing.ts';
import { systemClock } from '../../platform/process/clock.ts';
import { parseCidr, parseIpv4, type Cidr } from '../../route/cidr.ts';
import { MemoryKernel } from '../../testing/memory-kernel.ts';
import { scriptedMac } from '../../testing/scripted-mac.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { sudoersText, type WantedText } from './text.ts';

const network = parseCidr('192.168.99.0/24') as Cidr;
const grant = { network, interface: 'vboxnet0', guestIp: '192.168.99.100', hostAddress: '192.168.99.1' };
const visudo = '/usr/sbin/visudo';
const wanted: readonly WantedText[] = [
  { platform: 'macos', user: 'dev', tool: '/sbin/route', grants: [grant] },
  { platform: 'linux', user: 'dev', tool: '/sbin/ip', grants: [grant] },
];

for (const good of wanted) {
  test(
    `visudo accepts the file for ${good.platform}`,
    { skip: !existsSync(visudo) && 'visudo is not installed' },
    () => {
      using folder = temporaryFolder();
      const made = sudoersText(good);
      assert.equal(made.kind, 'text');
      writeFileSync(folder.at('fairlead'), made.text, { mode: 0o440 });
      const ran = spawnSync(visudo, ['-cf', folder.at('fairlead')], { encoding: 'utf8' });
      assert.equal(ran.status, 0, `${ran.stdout}${ran.stderr}`);
      assert.match(made.text, /NOPASSWD:NOSETENV: FAIRLEAD\n$/);
      assert.doesNotMatch(made.text, /[*?!]/);
    },
  );

  for (const bad of [
    'a\nb',
    'a,b',
    'a\\b',
    '!a',
    'a b',
    '',
    '#1',
    '%admin',
    '$(id)',
    '-a',
    'ALL,x',
    'a:b',
    "a'b",
  ])
    test(`${good.platform}: ${JSON.stringify(bad)} never becomes part of the file`, () => {
      assert.equal(sudoersText({ ...good, user: bad }).kind, 'impossible');
      assert.equal(sudoersText({ ...good, tool: `/sbin/${bad}` }).kind, 'impossible');
      for (const key of ['interface', 'guestIp', 'hostAddress'])
        assert.equal(sudoersText({ ...good, grants: [{ ...grant, [key]: bad }] }).kind, 'impossible', key);
    });

  test(`${good.platform}: only private networks of a fitting size, and only when a machine has one`, () => {
    for (const range of ['8.8.8.0/24', '0.0.0.0/0', '10.0.0.0/8', '192.168.99.100/32'])
      assert.equal(
        sudoersText({ ...good, grants: [{ ...grant, network: parseCidr(range) as Cidr }] }).kind,
        'impossible',
      );
    assert.equal(sudoersText({ ...good, grants: [] }).kind, 'impossible');
    assert.equal(sudoersText({ ...good, user: 'ALL' }).kind, 'impossible');
  });
}

test('macOS: whatever a repair removes without a password, an undo puts back without one', async () => {
  const made = sudoersText({ platform: 'macos', user: 'dev', tool: '/sbin/route', grants: [grant] });
  assert.ok(made.kind === 'text');
  const asked: string[] = [];
  const kernel = new MemoryKernel();
  kernel.addInterface('lo0', '127.0.0.1/8');
  kernel.addInterface('vboxnet0', '192.168.99.1/24');
  kernel.addInterface('utun4', '10.20.0.7/32', { pointToPoint: true });
  const script = scriptedMac(kernel);
  const routing = new MacRouting({
    run: (file, args) => {
      if (file === 'sudo') asked.push(args.slice(1).join(' '));
      return script.run(file, args);
    },
    tools: { netstat: '/usr/sbin/netstat', route: '/sbin/route', ifconfig: '/sbin/ifconfig', sudo: 'sudo' },
    isRoot: false,
    clock: systemClock,
    log: silentLog,
  });
  const loopback = parseIpv4('127.0.0.1') ?? 0;
  const ways = [
    { interface: 'utun4' },
    { interface: 'lo0', gateway: loopback, refusal: 'reject' },
    { interface: 'lo0', gateway: loopback, refusal: 'blackhole' },
  ] as const;
  for (const range of ['192.168.99.0/24', '192.168.99.0/25', '192.168.99.128/25', '192.168.99.100/32'])
    for (const way of ways) {
      const row = { destination: parseCidr(range) as Cidr, ...way };
      await routing.repair({ network, interface: 'vboxnet0', inTheWay: [row] });
      await routing.restore({ network, owner: 'vboxnet0', row });
    }
  const permitted = new Set(made.text.split(/, \\\n|\n/).map((line) => line.trim()));
  assert.ok(asked.length > 12, asked.join('\n'));
  assert.deepEqual(
    asked.filter((command) => !permitted.has(command)),
    [],
  );
});
