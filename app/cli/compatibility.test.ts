import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CommandLine } from './command-line.ts';
import { build } from './main.ts';
import type { World } from './world.ts';
import { runRecorded } from '../testing/recorded-world.ts';
import { temporaryFolder } from '../testing/temporary.ts';

const page = readFileSync(new URL('../../docs/compatibility.md', import.meta.url), 'utf8');

test('every command that docs/compatibility.md calls ours is one', async () => {
  using folder = temporaryFolder();
  const named = [...page.matchAll(/`fairlead ([a-z][a-z -]*?)[`|]/g)].map((match) => match[1]?.trim() ?? '');
  assert.ok(named.length > 30);
  for (const command of new Set(named)) {
    if (command === 'help') continue;
    const words = command.split(' ').filter((word) => !word.startsWith('-'));
    // An example may go on with words of its own: of those only the command counts.
    const known = ['completion', 'ssh', 'scp'].includes(words[0] ?? '') ? words.slice(0, 1) : words;
    const { code, out } = await runRecorded([...known, '--help'], { home: folder.path });
    assert.equal(code, 0, command);
    assert.match(out, new RegExp(`^Usage: fairlead ${known.join(' ')}`), command);
  }
});

/** Of docker-machine 0.16.2 (commands/commands.go). */
const commands =
  'active config create env inspect ip kill ls mount provision regenerate-certs restart rm scp ssh start status stop upgrade url version help';

test('no command of docker-machine is missing from the page', () => {
  for (const command of commands.split(' '))
    assert.match(page, new RegExp(`^\\| \`${command}\``, 'm'), command);
  // A row says what is the matter with it, and one that is left out says why.
  for (const row of page.split('\n').filter((line) => line.startsWith('| `'))) {
    const [, , ours = '', verdict = '', why = ''] = row
      .replaceAll('\\|', '')
      .split('|')
      .map((cell) => cell.trim());
    assert.match(verdict, /^(same|better|other|left out)$/, row);
    assert.equal(ours === '', verdict === 'left out', row);
    assert.ok(why.length > 5, row);
  }
});

/** Of the same source: commands.go for each command, create.go and the driver virtualbox for `create`, machine.go. */
const options: readonly (readonly [command: string, names: string])[] = [
  ['active', '--timeout/-t'],
  ['config', '--swarm'],
  ['env', '--swarm --shell --unset/-u --no-proxy'],
  ['inspect', '--format/-f'],
  ['ls', '--quiet/-q --filter --timeout/-t --format/-f'],
  ['regenerate-certs', '--force/-f --client-certs'],
  ['rm', '--force/-f -y'],
  ['scp', '--recursive/-r --delta/-d --quiet/-q'],
  ['mount', '--unmount/-u'],
];
const ofCreate =
  'driver engine-install-url engine-opt engine-insecure-registry engine-registry-mirror engine-label engine-storage-driver engine-env swarm swarm-image swarm-master swarm-discovery swarm-strategy swarm-opt swarm-join-opt swarm-host swarm-addr swarm-experimental tls-san virtualbox-memory virtualbox-cpu-count virtualbox-disk-size virtualbox-boot2docker-url virtualbox-import-boot2docker-vm virtualbox-host-dns-resolver virtualbox-nat-nictype virtualbox-hostonly-cidr virtualbox-hostonly-nictype virtualbox-hostonly-nicpromisc virtualbox-ui-type virtualbox-hostonly-no-dhcp virtualbox-no-share virtualbox-no-dns-proxy virtualbox-no-vtx-check virtualbox-share-folder';
const ofAll =
  'debug storage-path tls-ca-cert tls-ca-key tls-client-cert tls-client-key github-api-token native-ssh bugsnag-api-token';

test('no option of docker-machine is missing from the page, and what is called the same is taken here', () => {
  const world = { stdout: { write: () => true }, stderr: { write: () => true }, environment: {} };
  const program = build(new CommandLine(world as unknown as World));
  for (const [command, names] of options)
    for (const name of names.split(' ')) {
      const [long = '', short] = name.split('/');
      const shown = short === undefined ? `\`${long}\`` : `\`${long}\`/\`${short}\``;
      const row = page
        .split('\n')
        .find((line) => line.startsWith(`| \`${command}\``) && line.split('|')[1]?.includes(shown));
      assert.ok(row !== undefined, `${command} ${name}`);
      if (!/\| (same|better) \|/.test(row)) continue;
      const ours = program.commands.find((one) => one.name() === command)?.options;
      assert.ok(
        ours?.some((one) => one.long === long && one.short === short),
        `fairlead ${command} does not take ${name}`,
      );
    }
  for (const name of [...ofCreate.split(' '), ...ofAll.split(' ')])
    assert.ok(page.includes(`\`--${name}\``), `--${name}`);
});
