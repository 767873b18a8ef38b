import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runRecorded } from '../../testing/recorded-world.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

for (const [argv, sentence] of [
  [['explain'], 'there is no message to explain'],
  [['explain', ' '], 'there is no message to explain'],
  [['doctor', '--yes'], '--yes consents to what --fix does, and --fix is not there'],
  [['ls', '--timeout', 'soon'], 'soon is no number of seconds'],
  [
    ['status', '--home', ''],
    "option '--home <folder>' argument '' is invalid. It must be the path of a folder.",
  ],
] as const)
  test(`${argv.join(' ')}: says what is missing, and what to type`, async () => {
    using folder = temporaryFolder();
    const { code, out, err } = await runRecorded([...argv], { home: folder.path });
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, new RegExp(`^fairlead: ${sentence}\n {10}\\S`));
  });

test('a file that is not there is called that, without the words of the system', async () => {
  using folder = temporaryFolder();
  const file = folder.at('ca.crt');
  const argv = ['registry', 'trust', file, 'registry.example:5000'];
  const { code, err } = await runRecorded(argv, { home: folder.path });
  assert.equal(code, 1);
  assert.ok(err.startsWith(`fairlead: "${file}" cannot be read: there is no such file\n`), err);
});
