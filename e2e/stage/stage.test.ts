import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { MacRouting } from '../../app/platform/macos/routing.ts';
import { type Ran, run } from '../../app/platform/process/run.ts';
import { valueOf } from '../../app/reading.ts';
import { parseCidr } from '../../app/route/cidr.ts';
import { openConnection, ping, type Ping } from './docker-client.ts';
import { isFree } from './ports.ts';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(() => stage[Symbol.asyncDispose]());

const tool = (name: string): string => path.join(stage.root, 'bin', name);
const docker = (dockerHost: string, timeoutMs = 2000): Promise<Ping> =>
  ping({ dockerHost, timeoutMs, ...place() });
const place = (): { certPath: string; proxyPort: number } => ({
  certPath: stage.machine('default').made.machine.directory,
  proxyPort: stage.proxyPort,
});
const direct = 'tcp://192.168.99.100:2376';

async function said(
  name: string,
  args: readonly string[],
  stdin?: string,
): Promise<readonly [number, string, string]> {
  const ran: Ran = await run(tool(name), args, stdin === undefined ? {} : { stdin });
  assert.ok(ran.kind === 'ran');
  return [ran.exitCode, ran.stdout, ran.stderr];
}

async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 5000;
  while (!(await is())) {
    assert.ok(performance.now() < end, `${what} did not become true`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("the product's own reader of a Mac reads the stage, and its repair works on it", async (t) => {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const routing = new MacRouting({
    run,
    tools: { netstat: tool('netstat'), route: tool('route'), ifconfig: tool('ifconfig'), sudo: tool('sudo') },
    isRoot: false,
    clock: { now: Date.now, monotonic: () => performance.now(), after: () => () => undefined },
    log: quiet,
  });
  const through = async (): Promise<unknown> => {
    const answer = valueOf(await routing.readAnswer('192.168.99.100'));
    return answer?.kind === 'route' ? answer.interface : answer;
  };
  assert.equal(await through(), 'vboxnet0');
  assert.equal(valueOf(await routing.readTable())?.skipped.length, 0);
  assert.equal(
    valueOf(await routing.readInterfaces())?.some(({ name }) => name === 'vboxnet0'),
    true,
  );

  const pokes: string[] = [];
  const watch = routing.watch((reason) => pokes.push(reason));
  t.after(() => watch.stop());
  await until('a poke', () => {
    stage.vpn.disconnect();
    stage.vpn.connect('restoring');
    return pokes.includes('RTM_DELETE');
  });
  assert.equal(await through(), 'utun2');
  const network = parseCidr('192.168.99.0/24');
  assert.ok(network);
  assert.deepEqual(await routing.repair({ network, interface: 'vboxnet0', inTheWay: [] }), { kind: 'done' });
  assert.equal(await through(), 'vboxnet0');
  stage.vpn.disconnect();
});

test('sudo lets the route command through, and nothing else', async () => {
  const password = [1, '', 'sudo: a password is required\n'] as const;
  assert.deepEqual(await said('sudo', ['-n', '/bin/sh', '-c', 'true']), password);
  assert.deepEqual(await said('sudo', ['-n', '-l', tool('route')]), [0, `${tool('route')}\n`, '']);
  stage.permission(false);
  assert.deepEqual(
    await said('sudo', ['-n', tool('route'), '-n', 'delete', '-net', '192.0.2.0/24']),
    password,
  );
  stage.permission(true);
  const [code, stdout, stderr] = await said('sudo', [
    '-n',
    tool('route'),
    '-n',
    'delete',
    '-net',
    '192.0.2.0/24',
  ]);
  assert.deepEqual(
    [code, stdout, stderr],
    [0, 'delete net 192.0.2.0: not in table\n', 'route: writing to routing socket: not in table\n'],
  );
  assert.equal((await said('route', ['-n', 'delete', '-net', '192.0.2.0/24']))[0], 77);
});

test('ifconfig knows one interface, all of them, and complains about others', async () => {
  assert.match((await said('ifconfig', ['vboxnet0']))[1], /^vboxnet0: flags=8863</);
  assert.deepEqual(await said('ifconfig', ['vboxnet9']), [
    1,
    '',
    'ifconfig: interface vboxnet9 does not exist\n',
  ]);
  assert.equal((await said('ifconfig', ['-l']))[1], 'lo0 gif0 en0 utun0 utun1 vboxnet0\n');
});

test('scutil shows keys that are there, and says so of others', async () => {
  const key = 'State:/Network/Service/com.cisco.anyconnect/IPv4';
  const ask = `show ${key}\nshow State:/Network/Service/gpd.pan/IPv4\nlist State:/Network/Service/[^/]+/IPv4\nquit\n`;
  assert.deepEqual(await said('scutil', [], ask), [0, '  No such key\n  No such key\n  no key\n', '']);
  stage.vpn.connect('restoring');
  const [, shown] = await said('scutil', [], ask);
  stage.vpn.disconnect();
  assert.match(
    shown,
    /^<dictionary> \{\n {2}Addresses : <array> \{\n {4}0 : 10\.20\.0\.7\n {2}\}\n {2}InterfaceName : utun2\n\}\n/,
  );
  assert.match(shown, new RegExp(`  No such key\n  subKey \\[0\\] = ${key}\n$`));
  assert.match((await said('scutil', ['--nwi']))[1], /Network interfaces: en0\n$/);
  assert.match((await said('scutil', ['--nc', 'list']))[1], /^Available network connection services/);
});

test('Docker answers at the guest address only while the route leads there', async () => {
  assert.equal((await docker(direct)).kind, 'answers');
  stage.vpn.connect('restoring');
  assert.deepEqual(await docker(direct, 100), { kind: 'fails', why: 'i/o timeout' });
  stage.vpn.disconnect();
  assert.equal((await docker(direct)).kind, 'answers');
  stage.filter('reject');
  assert.deepEqual(await docker(direct), { kind: 'fails', why: 'no route to host' });
  stage.filter('off');
});

test('an open connection goes silent when its route is taken, and goes on when it is back', async (t) => {
  const socket = await openConnection({ dockerHost: direct, timeoutMs: 2000, ...place() });
  t.after(() => socket.destroy());
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  const send = (): boolean => socket.write('GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n');
  const answers = (): number => received.split('200 OK').length - 1;
  send();
  await until('the first answer', () => answers() === 1);
  stage.vpn.connect('restoring');
  send();
  // A new connection over loopback has been there and back, and the open one still has nothing.
  await docker(direct, 150);
  assert.equal(answers(), 1);
  stage.vpn.disconnect();
  await until('the second answer', () => answers() === 2);
});

test('a NAT rule opens a port that leads to the engine, and a taken port only shows in VBox.log', async () => {
  const port = stage.firstPort;
  const rule = (name: string, hostPort: number): readonly string[] => [
    'controlvm',
    'default',
    'natpf1',
    `${name},tcp,127.0.0.1,${hostPort},,2376`,
  ];
  assert.deepEqual(await said('VBoxManage', rule('fairlead-docker', port)), [0, '', '']);
  assert.equal((await docker(`tcp://localhost:${port}`)).kind, 'answers');
  assert.match(
    ((await docker(`tcp://127.0.0.1:${port}`)) as { why: string }).why,
    /does not match certificate's altnames/,
  );
  assert.match(
    (await said('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-F', 'pcn']))[1],
    /\ncVBoxHeadl\n/,
  );
  assert.match(
    (await said('VBoxManage', ['showvminfo', 'default', '--machinereadable']))[1],
    /Forwarding\(1\)="fairlead-docker,tcp,127\.0\.0\.1,\d+,,2376"/,
  );

  await stage.holdPort(port + 1, 'postgres');
  assert.deepEqual(await said('VBoxManage', rule('other', port + 1)), [0, '', '']);
  const log = path.join(stage.machine('default').vm.logFolder, 'VBox.log');
  await until('the line in VBox.log', () =>
    readFileSync(log, 'utf8').includes(
      `NAT: Failed to redirect TCP 127.0.0.1:${port + 1} -> 10.0.2.15:2376 (`,
    ),
  );
  assert.match((await said('lsof', ['-nP', `-iTCP:${port + 1}`, '-sTCP:LISTEN']))[1], /\npostgres +\d+/);
  assert.deepEqual(await said('lsof', ['-nP', `-iTCP:${port + 2}`, '-sTCP:LISTEN']), [1, '', '']);

  for (const name of ['fairlead-docker', 'other'])
    assert.deepEqual(await said('VBoxManage', ['controlvm', 'default', 'natpf1', 'delete', name]), [
      0,
      '',
      '',
    ]);
  await until('the port is free', () => isFree(port));
});

test('the engine reads its certificate when it starts, and at no other time', async () => {
  const machine = stage.machine('default');
  const pem = path.join(machine.guest.root, 'var/lib/boot2docker/server.pem');
  writeFileSync(pem, 'not a certificate');
  assert.equal((await docker(direct)).kind, 'answers');
  await machine.stopEngine();
  assert.deepEqual(await docker(direct), { kind: 'fails', why: 'connection refused' });
  assert.equal((await run('/bin/sh', [machine.guest.initScript, 'start'])).kind, 'ran');
  const log = path.join(machine.guest.root, 'var/lib/boot2docker/docker.log');
  await until('the complaint', () => /failed to start daemon/.test(readFileSync(log, 'utf8')));
  writeFileSync(pem, machine.made.serverPem);
  await until('the engine has ended', () => hasEnded(machine.guest.initScript));
  await machine.startEngine();
  assert.equal((await docker(direct)).kind, 'answers');
});

test('a machine that is off keeps its rules and answers nowhere', async () => {
  const machine = stage.machine('default');
  await machine.powerOff();
  assert.match(
    (await said('VBoxManage', ['showvminfo', 'default', '--machinereadable']))[1],
    /VMState="poweroff"/,
  );
  assert.deepEqual(await docker(direct, 100), { kind: 'fails', why: 'i/o timeout' });
  await machine.powerOn();
  assert.equal((await docker(direct)).kind, 'answers');
});

test('a stranger counts what it is shown, and the judge shows it nothing', async () => {
  const decoy = await stage.decoy();
  stage.vpn.connect('restoring');
  assert.equal((await docker(direct)).kind, 'fails');
  stage.vpn.disconnect();
  assert.equal(decoy.connections, 1);
  assert.equal(decoy.certificates, 0);
  assert.equal(decoy.requests, 0);
});

test('the older init script leaves nothing running when the engine is slow to end', async () => {
  await using old = await startStage({
    machines: [{ name: 'default', generation: 'old', engineStopMs: 2500 }],
  });
  const { guest } = old.machine('default');
  await run('/bin/sh', [guest.initScript, 'restart'], { timeoutMs: 10_000 });
  await until('the engine has ended', () => hasEnded(guest.initScript));
  assert.match(
    readFileSync(path.join(guest.root, 'var/lib/boot2docker/docker.log'), 'utf8'),
    /pid file found, ensure docker is not running/,
  );
});

test('nothing is left behind when the stage itself is killed', async () => {
  const program = `
    import { startStage } from ${JSON.stringify(new URL('./stage.ts', import.meta.url).href)};
    import { spawn } from 'node:child_process';
    const stage = await startStage();
    const monitor = spawn(stage.root + '/bin/route', ['-n', 'monitor'], { detached: true });
    stage.vpn.connect('plain');
    const lines = setInterval(() => stage.vpn.connect('plain'), 50);
    await new Promise((resolve) => monitor.stdout.once('data', resolve));
    clearInterval(lines);
    console.log(stage.root, monitor.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise<string>((resolve) => lines.once('line', resolve));
  const [root = '', monitor] = line.split(' ');
  const engine = Number(readFileSync(path.join(root, 'guests/default/var/run/docker.pid'), 'utf8'));
  assert.ok(isAlive(engine));
  child.kill('SIGKILL');
  await until('the directory is gone', () => !existsSync(root));
  await until('the engine is gone', () => !isAlive(engine));
  await until('the monitor is gone', () => !isAlive(Number(monitor)));
});

async function hasEnded(initScript: string): Promise<boolean> {
  const status = await run('/bin/sh', [initScript, 'status']);
  return status.kind === 'ran' && status.exitCode === 1;
}

/** A process that nobody has collected, as under a container's first process, is dead all the same. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const status = `/proc/${pid}/status`;
    return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
  } catch {
    return false;
  }
}
