import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Machine } from '../machine/machine.ts';
import { GuestError } from '../machine/guest-error.ts';
import { makeMachine } from '../testing/make-store.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { sideOf, sshOptions, withSshConfig } from './ssh-arguments.ts';

const ssh = '/usr/bin/ssh';
const skip = !existsSync(ssh) && 'there is no ssh here';

/** What a real ssh has understood, without connecting: `key value` lines. */
function understood(args: readonly string[]): ReadonlyMap<string, string> {
  const text = execFileSync(ssh, ['-G', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return new Map(
    text.split('\n').map((line) => {
      const at = line.indexOf(' ');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
}

async function machineWith(folder: string, keyPath: string): Promise<Machine> {
  const { machine } = await makeMachine({
    base: folder,
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 2222,
  });
  return { ...machine, ssh: { ...machine.ssh, keyPath } };
}

const paths = [
  '/k/id_rsa',
  '/a folder/id rsa',
  "/o'brien/id_rsa",
  '/a%h%%/id',
  '/-oProxyCommand=x',
  '/#not a comment',
  '/a=b, c;d',
  '/é/𝄞',
  '/$HOME/`id`/$(id)',
  '/a"\nProxyCommand touch /tmp/pwned\n#',
  '/a"b',
  '/a\\',
  '/a\r',
  '/${HOME}/id',
];

test('a key path becomes one option of ssh, or is refused; never a second option', { skip }, async () => {
  using folder = temporaryFolder();
  const machine = await machineWith(folder.path, '/k');
  const check = async (keyPath: string): Promise<void> => {
    const reach = { machine: { ...machine, ssh: { ...machine.ssh, keyPath } }, knownHosts: '/kh' };
    let options: readonly string[];
    try {
      options = sshOptions(reach);
    } catch (error) {
      assert.ok(error instanceof GuestError && /no option of ssh can carry/.test(error.message));
      return;
    }
    await withSshConfig({ machines: [reach.machine], knownHosts: '/kh', folder: folder.path }, (file) => {
      for (const words of [
        [...options, 'docker@127.0.0.1'],
        ['-F', file, 'default'],
      ]) {
        const values = understood(words);
        assert.equal(values.get('proxycommand'), undefined, keyPath);
        assert.equal(values.get('localcommand'), undefined, keyPath);
        assert.equal(values.get('stricthostkeychecking'), 'true', keyPath);
        assert.equal(values.get('port'), '2222', keyPath);
        assert.equal(values.get('identityfile')?.replaceAll('%%', '%'), keyPath);
      }
      return Promise.resolve();
    });
  };
  for (const keyPath of paths) await check(keyPath);
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[ -~]{1,40}$/), (name) => check(`/k/${name.replaceAll('/', '')}x`)),
    { numRuns: 40 },
  );
});

test('a side of scp is a path or a plain machine: nothing that ssh would take for an option', () => {
  for (const text of [
    '-oProxyCommand=x:/a',
    'default -x:/a',
    'a@-x:/a',
    '../x:/a',
    'a b:/c',
    '$(id):/a',
    '-x@default:/a',
  ])
    assert.equal(sideOf(text), undefined, text);
  assert.deepEqual(sideOf('-rf'), { kind: 'here', path: '-rf' });
});
