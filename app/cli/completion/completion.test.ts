import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { runRecorded } from '../../testing/recorded-world.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

type Complete = (script: string, line: string) => readonly [program: string, args: readonly string[]];

/** How each real shell is asked what it would offer behind a line. */
const shells: Readonly<Record<string, Complete>> = {
  bash: (script, line) => [
    'bash',
    [
      '--norc',
      '-c',
      `. "$1"; set -f; COMP_WORDS=($2); case $2 in *' ') COMP_WORDS+=('') ;; esac; COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _fairlead; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      script,
      line,
    ],
  ],
  zsh: (script, line) => [
    'zsh',
    [
      '-f',
      '-c',
      // The completer with zsh's own describing replaced by printing: what it is given is what is tested.
      `_describe() { [[ $1 == -o ]] && shift; print -l -- \${(P)2%%:*}; }; _files() { print -l FILES; }; . "$1"; words=(\${(z)2}); [[ $2 == *' ' ]] && words+=(''); CURRENT=$#words; _fairlead`,
      'zsh',
      script,
      line,
    ],
  ],
  fish: (script, line) => [
    'fish',
    ['--no-config', '-c', `source $argv[1]; complete -C "$argv[2]"`, script, line],
  ],
};

for (const [name, complete] of Object.entries(shells)) {
  // Asked for a command, fish would make folders in the user's home.
  const isThere = spawnSync(name, ['--version']).error === undefined;
  test(
    `${name} completes commands, options and machines`,
    { skip: isThere ? false : `no ${name} here` },
    async () => {
      using folder = temporaryFolder();
      const printed = await runRecorded(['completion', name], { home: folder.path });
      assert.equal(printed.code, 0);
      const script = folder.at('script');
      writeFileSync(script, printed.out);
      mkdirSync(folder.at('bin'));
      writeFileSync(
        folder.at('bin/fairlead'),
        '#!/bin/sh\n[ "$*" = "ls -q" ] && printf "default\\nwork\\n"\n',
      );
      chmodSync(folder.at('bin/fairlead'), 0o755);
      const ask = (line: string): readonly string[] => {
        const [program, args] = complete(script, line);
        const ran = spawnSync(program, [...args], {
          encoding: 'utf8',
          cwd: folder.path,
          timeout: 30_000,
          env: {
            PATH: `${path.join(folder.path, 'bin')}:${process.env['PATH'] ?? ''}`,
            HOME: folder.path,
            LC_ALL: 'C.UTF-8',
          },
        });
        assert.equal(ran.stderr, '', line);
        return ran.stdout.split('\n').map((text) => (text.split('\t')[0] ?? '').trim());
      };
      const offers = (line: string, ...expected: readonly string[]): void => {
        const offered = ask(line);
        for (const one of expected)
          assert.ok(offered.includes(one), `${line}: ${one} is not in ${offered.join(' ')}`);
      };
      offers('fairlead ', 'status', 'ssh', 'certs');
      offers('fairlead certs ', 'show', 'renew');
      offers('fairlead ssh ', 'default', 'work');
      offers('fairlead certs show ', 'default', 'work');
      offers('fairlead settings set ', 'forward.arm', 'endpoint.enabled');
      offers('fairlead settings get forward.f', 'forward.firstPort');
      offers('fairlead ls --', '--quiet', '--format', '--json');
      assert.ok(!ask('fairlead ls ').includes('default'));
    },
  );
}

test('another shell is refused with those there are', async () => {
  using folder = temporaryFolder();
  const { code, err } = await runRecorded(['completion', 'tcsh'], { home: folder.path });
  assert.equal(code, 2);
  assert.match(err, /no completion for "tcsh"\n +there are bash, zsh, fish/);
});
