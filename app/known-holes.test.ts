/**
 * Holes that helpers of VPN clients and of container tools had, each with what keeps it out here. Named after the class;
 * the number says whose it was.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { contract, type MethodName } from '../shared/control/contract.ts';
import { defaultSettings } from '../shared/settings.ts';
import { sudoersText } from './daemon/sudoers/text.ts';
import { cidr, parseIpv4 } from './route/cidr.ts';
import { requestText, sendRaw, serving } from './testing/serving.ts';

const root = path.join(import.meta.dirname, '..');
const network = cidr(parseIpv4('192.168.99.0') ?? 0, 24);
const grant = { network, interface: 'vboxnet0', guestIp: '192.168.99.100' };
const asked = { platform: 'macos', user: 'developer', tool: '/sbin/route', grants: [grant] } as const;

function textOf(wanted: Parameters<typeof sudoersText>[0]): string {
  const made = sudoersText(wanted);
  assert.equal(made.kind, 'text', JSON.stringify(made));
  return made.text;
}
const sources = globSync('{app,main,shared,renderer}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

// CVE-2018-4008 (Shimo): the helper ran a script that its caller named, as root.
test('a script of the caller run as root: what root may be asked for is written out word for word', () => {
  const commands = textOf(asked)
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .map((line) => line.trim().replace(/, \\$/, ''));
  assert.ok(commands.length > 5);
  const route =
    /^\/sbin\/route -n (?:add|delete) -(?:net|host) [\d./]+(?: -interface [a-z0-9]+| 127\.0\.0\.1 -(?:reject|blackhole))?$/;
  // The other one lets the file be compared with what it should be; it changes nothing.
  for (const command of commands)
    assert.match(command, new RegExp(`${route.source}|^/bin/cat /etc/sudoers\\.d/`));
});

// CVE-2018-9105 (NordVPN): the caller chose the binary. VS-2018-004 (PrivateVPN): its user could overwrite it.
test('a binary of the caller run as root: only a plain absolute path is granted', () => {
  for (const tool of [
    'route',
    './route',
    '../sbin/route',
    '/sbin/route ',
    '/sbin/*',
    '/sbin/route,ALL',
    '/sbin/ro\nute',
    '',
  ])
    assert.equal(sudoersText({ ...asked, tool }).kind, 'impossible', JSON.stringify(tool));
});

// CVE-2018-6822 (PureVPN): one method took a command and its arguments.
test('a command as a parameter: no method of the contract takes one, nor a path to run', () => {
  for (const name of Object.keys(contract) as MethodName[])
    for (const key of Object.keys(contract[name].input.shape))
      assert.doesNotMatch(key, /command|argument|argv|args|script|program|binary|exec|plugin|library/i, name);
});

// CVE-2018-8739 (VPN Unlimited), CVE-2018-7716 (PrivateVPN), CVE-2019-12174 (hide.me): a string of the configuration
// loaded a plugin as root.
test('a configured string that becomes code: nothing is loaded by a path that is not our own', () => {
  const loads = sources.flatMap(({ file, text }) =>
    [...text.matchAll(/\b(?:import|require)\(\s*([^'"\s)][^)]*)\)/g)]
      .filter(([, what = '']) => !/^\w+\s*:/.test(what))
      .map(([, what]) => `${file}: ${what ?? ''}`),
  );
  assert.deepEqual(
    loads.filter((one) => !/^main\/main\.ts: /.test(one)),
    [],
  );
  assert.doesNotMatch(sources.map(({ text }) => text).join('\n'), /process\.dlopen|\.node['"]\)/);
});

// CVE-2019-12576 (PIA): a program by its relative name, found through the caller's PATH.
test('a program by a relative name: every tool that root may be asked for, and sudo, has an absolute path', () => {
  for (const [name, value] of Object.entries(defaultSettings))
    if (name.startsWith('tools.') && value !== '') assert.ok(path.isAbsolute(String(value)), name);
  for (const { file, text } of sources)
    assert.doesNotMatch(
      text,
      /\brun\(\s*'(?:sudo|route|netstat|ifconfig|scutil|launchctl|osascript|networksetup)'/,
      file,
    );
});

// CVE-2018-3952 (NordVPN): directives smuggled into a configuration through a value. Lima has the same test.
test('a directive in a value: nothing but the thing itself reaches the sudoers file', () => {
  const evil = 'evil\n%staff ALL=(root) NOPASSWD: ALL';
  for (const wanted of [
    { ...asked, user: evil },
    { ...asked, user: 'ALL' },
    { ...asked, user: '%staff' },
    { ...asked, tool: `/sbin/${evil}` },
    { ...asked, grants: [{ ...grant, interface: evil }] },
    { ...asked, grants: [{ ...grant, interface: 'vboxnet0, ALL' }] },
    { ...asked, grants: [{ ...grant, interface: '*' }] },
    { ...asked, grants: [{ ...grant, guestIp: `192.168.99.100${evil}` }] },
    { ...asked, grants: [{ ...grant, network: cidr(0, 0) }] },
    { ...asked, grants: [{ ...grant, network: cidr(parseIpv4('8.8.8.0') ?? 0, 24) }] },
  ])
    assert.equal(sudoersText(wanted).kind, 'impossible', JSON.stringify(wanted));
  // And a pattern of sudo's would match across words and slashes, as in Colima's.
  assert.doesNotMatch(textOf(asked).split('\n').slice(1).join('\n'), /[*?[\]!]/);
});

// CVE-2019-13013 (Little Snitch): the helper stayed behind, and open. CVE-2025-5199 (Multipass): what launchd ran as root
// could be written by users.
test('a helper with the rights of root: there is none to leave behind or to write over', () => {
  const all = [
    ...sources,
    { file: 'electron-builder.yml', text: readFileSync(path.join(root, 'electron-builder.yml'), 'utf8') },
  ];
  for (const { file, text } of all)
    assert.doesNotMatch(
      text,
      /SMJobBless|SMAppService|AuthorizationExecuteWithPrivileges|\/Library\/LaunchDaemons|PrivilegedHelperTools|setuid\(/,
      file,
    );
  const shipped = globSync('{dist,assets,build}/**/*', { cwd: root }).filter((file) =>
    statSync(path.join(root, file)).isFile(),
  );
  for (const file of shipped)
    assert.equal(
      statSync(path.join(root, file)).mode & 0o6002,
      0,
      `${file} is setuid or may be written by others`,
    );
});

// CVE-2023-33298 (Perimeter81), CVE-2023-43976 (Cato), CVE-2023-41902 (MacUpdater): who asks was judged by a pid, which
// another process can have by then.
test('the asker judged by a pid: who may ask is decided by the mode of socket and folder, and by nothing a client says', async () => {
  await using served = await serving();
  assert.equal(statSync(served.home.socket).mode & 0o777, 0o600);
  assert.equal(statSync(path.dirname(served.home.socket)).mode & 0o777, 0o700);
  const answering = sources.filter(({ file }) => /^app\/control\/(server|request|under-way)\.ts$/.test(file));
  assert.equal(answering.length, 3);
  for (const { file, text } of answering) assert.doesNotMatch(text, /\bpid\b/, file);
});

// CVE-2022-41924 (Tailscale): DNS rebinding and forged requests against an API on loopback. The panel's own server has
// the same tests in app/panel/server.test.ts.
test('DNS rebinding: the control socket answers no other host, and no page', async () => {
  await using served = await serving();
  for (const headers of [
    { Host: 'attacker.example' },
    { Host: 'localhost.attacker.example' },
    { Host: '127.0.0.1:2376' },
    { Origin: 'http://attacker.example' },
    { Origin: 'null' },
    { Referer: 'http://localhost/' },
  ])
    for (const line of ['GET /v1/status', 'POST /v1/stop'])
      assert.match(await sendRaw(served.home.socket, requestText(line, headers)), /^HTTP\/1\.1 403 /);
  assert.deepEqual(served.core.calls, []);
});
