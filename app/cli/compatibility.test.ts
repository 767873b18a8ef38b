import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
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
