import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { takesPassword } from '../../../shared/control/change-words.ts';
import { CrashWorld } from '../../testing/crash-world.ts';
import { undo } from './undo.ts';

const request = { dryRun: false, restartEngine: false };

/** A permission that was installed with one text and then with another; in a file of the test's own. */
async function scene() {
  const world = new CrashWorld();
  mkdirSync(world.home.root, { recursive: true });
  const parts = await world.start();
  const file = world.folder.at('sudoers');
  const changes = [
    { before: null, after: 'first' },
    { before: 'first', after: 'second' },
  ];
  for (const { before, after } of changes) {
    const undoing = { path: file, before, after };
    await (
      await parts.hands.journal.begin({ kind: 'sudoers', description: `install ${after}`, undo: undoing })
    ).end('done');
  }
  const states = async (): Promise<readonly string[]> => (await world.entries()).map(({ state }) => state);
  return { world, parts, file, states };
}

test('the permission goes with a password, which the command is told to ask for, once for all of it', async () => {
  const { world, parts, file, states } = await scene();
  using _ = world;
  writeFileSync(file, 'second');
  const all = await undo(parts, { which: 'all', ...request });
  assert.deepEqual(
    all.entries.map(({ description, outcome, text }) => [
      description,
      outcome,
      text.startsWith(takesPassword),
    ]),
    [
      ['install second', 'cannot', true],
      ['install first', 'cannot', true],
    ],
  );
  assert.match(all.entries[0]?.text ?? '', /fairlead sudoers --remove/);
  rmSync(file);
  const gone = await undo(parts, { which: 'all', ...request });
  assert.deepEqual([gone.ok, await states()], [true, ['undone', 'undone']], JSON.stringify(gone));
});

test('an older text, which anybody could have written into the journal, is never put back as root', async () => {
  const { world, parts, file, states } = await scene();
  using _ = world;
  writeFileSync(file, 'second');
  const last = await undo(parts, { which: 'last', ...request });
  assert.equal(last.entries[0]?.outcome, 'cannot');
  assert.ok(!last.entries[0].text.startsWith(takesPassword), 'it would remove more than was asked for');
  assert.deepEqual(await states(), ['done', 'done']);
});

test('a permission that somebody changed since stays', async () => {
  const { world, parts, file, states } = await scene();
  using _ = world;
  writeFileSync(file, 'somebody else’s');
  const all = await undo(parts, { which: 'all', ...request });
  assert.deepEqual(
    all.entries.map(({ outcome }) => outcome),
    ['changed', 'changed'],
  );
  assert.deepEqual(await states(), ['done', 'done']);
});
