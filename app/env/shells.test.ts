import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary.ts';
import { environmentFor, parted, withoutProxy, withProxyAgain } from './variables.ts';
import { chooseShell } from './shells.ts';
import { environmentText } from './text.ts';

const plain = environmentFor({
  name: 'default',
  dockerHost: 'tcp://192.168.99.100:2376',
  certPath: '/Users/me/.docker/machine/machines/default',
});
const path = '/Users/me/.docker/machine/machines/default';

/** The forms docker-machine prints, which people have in their dotfiles and scripts. */
const forms: Readonly<Record<string, readonly [set: string, unset: string, hint: readonly string[]]>> = {
  bash: [
    `export DOCKER_CERT_PATH="${path}"`,
    'unset DOCKER_CERT_PATH',
    ['# Run this command to configure your shell: ', '# eval $(fairlead env default)'],
  ],
  fish: [
    `set -gx DOCKER_CERT_PATH "${path}";`,
    'set -e DOCKER_CERT_PATH;',
    ['# Run this command to configure your shell: ', '# eval (fairlead env default)'],
  ],
  powershell: [
    `$Env:DOCKER_CERT_PATH = "${path}"`,
    'Remove-Item Env:\\\\DOCKER_CERT_PATH',
    ['# Run this command to configure your shell: ', '# & fairlead env default | Invoke-Expression'],
  ],
  cmd: [
    `SET DOCKER_CERT_PATH=${path}`,
    'SET DOCKER_CERT_PATH=',
    [
      'REM Run this command to configure your shell: ',
      `REM \t@FOR /f "tokens=*" %i IN ('fairlead env default') DO @%i`,
    ],
  ],
  tcsh: [
    `setenv DOCKER_CERT_PATH "${path}";`,
    'unsetenv DOCKER_CERT_PATH;',
    [': Run this command to configure your shell: ', ': eval `fairlead env default`'],
  ],
  emacs: [
    `(setenv "DOCKER_CERT_PATH" "${path}")`,
    '(setenv "DOCKER_CERT_PATH" nil)',
    [
      ';; Run this command to configure your shell: ',
      ';; (with-temp-buffer (shell-command "fairlead env default" (current-buffer)) (eval-buffer))',
    ],
  ],
  nu: [
    `$env.DOCKER_CERT_PATH = "${path}"`,
    'hide-env DOCKER_CERT_PATH',
    [
      '# Run this command to configure your shell: ',
      '# fairlead env default --json | from json | get variables | load-env',
    ],
  ],
  none: [`DOCKER_CERT_PATH=${path}`, 'DOCKER_CERT_PATH=', []],
};

for (const [name, [set, unset, hint]] of Object.entries(forms)) {
  test(`${name}: plain values keep the exact forms`, () => {
    const shell = chooseShell(name, {});
    const command = 'fairlead env default';
    const text = environmentText({ shell, set: plain, unset: [], command });
    const lines = text.split('\n').slice(0, -1);
    assert.equal(lines[2], set);
    assert.deepEqual(lines.slice(4), hint);
    const gone = environmentText({ shell, set: [], unset: ['DOCKER_CERT_PATH'], command });
    assert.equal(gone.split('\n')[0], unset);
  });
}

test('the four variables come in the order of docker-machine', () => {
  const text = environmentText({ shell: chooseShell('none', {}), set: plain, unset: [], command: '' });
  assert.equal(
    text,
    `DOCKER_TLS_VERIFY=1\nDOCKER_HOST=tcp://192.168.99.100:2376\nDOCKER_CERT_PATH=${path}\nDOCKER_MACHINE_NAME=default\n`,
  );
});

test('the shell is the one asked for, else that of $SHELL, else POSIX', () => {
  const first = (asked: string | undefined, shell?: string): string =>
    environmentText({
      shell: chooseShell(asked, { SHELL: shell }),
      set: [{ name: 'A', value: 'b' }],
      unset: [],
      command: '',
    })
      .split('\n', 1)
      .join('');
  assert.equal(first(undefined, '/usr/local/bin/fish'), 'set -gx A "b";');
  assert.equal(first(undefined, '/bin/csh'), 'setenv A "b";');
  assert.equal(first(undefined, 'C:\\Program Files\\PowerShell\\7\\pwsh.exe'), '$Env:A = "b"');
  assert.equal(first(undefined, '/bin/zsh'), 'export A="b"');
  assert.equal(first(undefined, '/opt/xonsh'), 'export A="b"');
  assert.equal(first(undefined), 'export A="b"');
  assert.equal(first('fish', '/bin/bash'), 'set -gx A "b";');
});

test('a value that a shell cannot hold is refused with a sentence', () => {
  const write = (shell: string, value: string): string =>
    environmentText({ shell: chooseShell(shell, {}), set: [{ name: 'A', value }], unset: [], command: '' });
  for (const shell of Object.keys(forms))
    assert.throws(() => write(shell, 'a\nb'), /A contains "\\n", which cannot/);
  assert.throws(() => write('cmd', 'a"b'), /cannot be written for cmd/);
  assert.equal(write('cmd', 'a&b').split('\n')[0], 'SET "A=a&b"');
  assert.equal(write('powershell', 'a$b`"').split('\n')[0], '$Env:A = "a`$b```""');
  assert.equal(write('emacs', 'a\\"b').split('\n')[0], '(setenv "A" "a\\\\\\"b")');
});

test('NO_PROXY gets the machine once, and loses only it', () => {
  const target = { name: 'default', dockerHost: 'tcp://192.168.99.100:2376', certPath: '' };
  assert.deepEqual(withoutProxy(target, {}), [{ name: 'NO_PROXY', value: '192.168.99.100' }]);
  assert.deepEqual(withoutProxy(target, { no_proxy: 'a, 192.168.99.100' }), [
    { name: 'no_proxy', value: 'a,192.168.99.100' },
  ]);
  // 192.168.99.10 is a part of the text, and another host.
  assert.equal(
    withoutProxy(target, { NO_PROXY: '192.168.99.1000' })[0]?.value,
    '192.168.99.1000,192.168.99.100',
  );
  assert.equal(withProxyAgain([target], { NO_PROXY: 'a,192.168.99.100' }).value, 'a');
  assert.equal(withProxyAgain([target], { NO_PROXY: '192.168.99.100' }).value, '');
  assert.deepEqual(withoutProxy({ name: 'default', dockerHost: 'unix:///a.sock' }, {}), []);
});

test('an endpoint takes the variables of TLS away, without complaints where they are not there', () => {
  const endpoint = environmentFor({ name: 'default', dockerHost: 'unix:///h/docker.sock' });
  const lines = (shell: string): readonly string[] =>
    environmentText({
      shell: chooseShell(shell, {}),
      ...parted(endpoint),
      command: 'fairlead env',
    }).split('\n');
  assert.deepEqual(lines('bash').slice(0, 4), [
    'export DOCKER_HOST="unix:///h/docker.sock"',
    'export DOCKER_MACHINE_NAME="default"',
    'unset DOCKER_TLS_VERIFY',
    'unset DOCKER_CERT_PATH',
  ]);
  assert.equal(lines('powershell')[2], '$Env:DOCKER_TLS_VERIFY = $null');
  assert.equal(lines('none')[2], 'DOCKER_TLS_VERIFY=');
  assert.equal(
    lines('nu').at(-2),
    '# fairlead env --json | from json | get variables | load-env; hide-env --ignore-errors DOCKER_TLS_VERIFY DOCKER_CERT_PATH',
  );
});

/** Paths that docker-machine's own output breaks on. */
const nasty = [
  '/Users/Ada Lovelace/store',
  '/two  blanks   three',
  '/quo"te\'s',
  '/dollar$HOME/$(touch hacked)',
  '/braces${HOME}/{a,b}',
  '/back`touch hacked`quote',
  '/back\\slash\\',
  '/bang!here!!',
  '/glob*?[a-z]~',
  '/semi;colon&and|pipe<>()#hash',
  '/ümläut/日本/%PATH%',
  '/trailing blank ',
  ' ',
];

/** How the user applies the text, as the hint line says, and how a variable is printed then. */
const real: readonly (readonly [shell: string, program: string, apply: string])[] = [
  ['bash', 'bash', 'eval $(./fairlead); printenv PROBE'],
  ['bash', 'bash', 'eval "$(./fairlead)"; printenv PROBE'],
  ['zsh', 'zsh', 'eval $(./fairlead); printenv PROBE'],
  ['sh', 'sh', 'eval $(./fairlead); printenv PROBE'],
  ['fish', 'fish', 'eval (./fairlead); printenv PROBE'],
  ['fish', 'fish', './fairlead | source; printenv PROBE'],
  ['tcsh', 'tcsh', 'eval `./fairlead`; printenv PROBE'],
  ['powershell', 'pwsh', '& ./fairlead | Invoke-Expression; [Console]::Out.WriteLine($Env:PROBE)'],
  ['nu', 'nu', 'source ./text.nu; print $env.PROBE'],
];

for (const [name, program, apply] of real) {
  // Asked for a command, fish would make folders in the user's home.
  const isThere = spawnSync(program, ['--version']).error === undefined;
  test(
    `${program}: every value survives ${apply.split(';')[0] ?? ''}`,
    { skip: isThere ? false : `${program} is not installed here` },
    () => {
      using folder = temporaryFolder();
      for (const value of nasty) {
        const shell = chooseShell(name, {});
        const set = [{ name: 'PROBE', value }];
        if (shell.theme.impossible?.test(value) === true) {
          assert.throws(() => environmentText({ shell, set, unset: [], command: '' }), /cannot be written/);
          continue;
        }
        const text = environmentText({ shell, set, unset: [], command: './fairlead' });
        writeFileSync(folder.at('text.nu'), text);
        writeFileSync(folder.at('fairlead'), '#!/bin/sh\ncat text.nu\n');
        chmodSync(folder.at('fairlead'), 0o700);
        const ran = spawnSync(program, ['-c', apply], {
          cwd: folder.path,
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], HOME: folder.path, LC_ALL: 'C.UTF-8' },
          timeout: 20_000,
        });
        assert.equal(ran.stdout, `${value}\n`, `${JSON.stringify(value)} as\n${text}${ran.stderr}`);
      }
    },
  );
}
