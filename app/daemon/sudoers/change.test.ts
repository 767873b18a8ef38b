import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { CrashWorld } from '../../testing/crash-world.ts';
import type { Parts } from '../handlers/parts.ts';
import { changePermission, concludePermission } from './change.ts';
import { readInstalled } from './installed.ts';
import { place } from './text.ts';
import { defaultSettings } from '../../../shared/settings.ts';

/** Nothing here may get as far as the system's own file: every case ends before a prompt. */
async function scene(settings: object) {
  const world = new CrashWorld();
  mkdirSync(world.home.root, { recursive: true });
  const process = await world.start();
  Object.assign(process.live.settings, settings);
  const parts = {
    ...process,
    journal: process.hands.journal,
    settings: process.live.settings,
  } as unknown as Parts;
  return { world, parts };
}

test('a program that is not the system’s own is refused before anything is asked or written down', async () => {
  const { world, parts } = await scene({
    platform: 'macos',
    'route.sudo': 'always',
    'tools.route': '/tmp/route',
  });
  using _ = world;
  await assert.rejects(
    changePermission(parts, { verb: 'install', by: 'caller' }),
    /nothing is installed.*\/tmp\/route/,
  );
  assert.deepEqual(await world.entries(), []);
});

test('one password is asked for at a time, and the next one may be asked for after it', async () => {
  const { world, parts } = await scene({
    platform: 'macos',
    'route.sudo': 'always',
    'tools.route': '/tmp/route',
  });
  using _ = world;
  const ask = () => changePermission(parts, { verb: 'install', by: 'daemon' });
  const first = ask();
  await assert.rejects(ask(), /asked for already/);
  await assert.rejects(first, /nothing is installed/);
  await assert.rejects(ask(), /nothing is installed/);
});

test('only a change that waits can be concluded', async () => {
  const { world, parts } = await scene({});
  using _ = world;
  await assert.rejects(
    concludePermission(parts, { id: 'x', exitCode: 0 }),
    /no change of the permission waits/,
  );
  const entry = await parts.journal.begin({ kind: 'settings', description: 'x', undo: {} });
  await assert.rejects(
    concludePermission(parts, { id: entry.id, exitCode: 0 }),
    /no change of the permission/,
  );
});

test('what a caller did is looked at, not believed', async () => {
  const { world, parts } = await scene({});
  using _ = world;
  const entry = await parts.journal.begin({
    kind: 'sudoers',
    description: 'install',
    undo: { path: '/etc/sudoers.d/fairlead', before: null, after: 'a text that is not there' },
  });
  const said = await concludePermission(parts, { id: entry.id, exitCode: 0 });
  assert.equal(said.state, 'failed');
  assert.deepEqual(
    (await world.entries()).map(({ state }) => state),
    ['failed'],
  );
});

test('the installed file is read, by its own permission where its mode forbids it', async () => {
  const { world } = await scene({});
  using _ = world;
  const file = world.folder.at('file');
  assert.deepEqual(await readInstalled(file, { settings: defaultSettings }), { kind: 'absent' });
  writeFileSync(file, 'text');
  assert.deepEqual(await readInstalled(file, { settings: defaultSettings }), { kind: 'text', text: 'text' });
});

const skip = existsSync(place) ? `${place} is installed on this computer` : false;

test('a permission that was taken away again leaves nothing to undo', { skip }, async () => {
  const { world, parts } = await scene({});
  using _ = world;
  const begin = (before: string | null, after: string | null) =>
    parts.journal.begin({
      kind: 'sudoers',
      description: after === null ? 'remove' : 'install',
      undo: { path: place, before, after },
    });
  await (await begin(null, 'a text')).end('done');
  const removal = await begin('a text', null);
  const said = await concludePermission(parts, { id: removal.id, exitCode: 0 });
  assert.equal(said.state, 'done', said.sentence);
  assert.deepEqual(
    (await world.entries()).map(({ state }) => state),
    ['undone', 'undone'],
  );
});
