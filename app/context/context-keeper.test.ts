import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { FileJournal } from '../home/journal.ts';
import { ContextFiles } from '../platform/docker/context-files.ts';
import { Remembered } from '../reconcile/remembered.ts';
import { MemoryLog } from '../testing/memory-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { undoContextChange } from './change.ts';
import { ContextKeeper } from './context-keeper.ts';
import { wantedContexts } from './wanted.ts';

const machine = (name: string, root = '/h'): { name: string; socket: string } => ({
  name,
  socket: `${root}/machines/${name}/docker.sock`,
});

/** A keeper over real files; `live` are sockets that somebody answers on. */
function scene(folder: { at(name: string): string }, options: { on?: boolean; live?: string[] } = {}) {
  const log = new MemoryLog();
  const contexts = new ContextFiles(folder.at('docker'));
  const journal = new FileJournal({ file: folder.at('journal.ndjson'), log });
  const keeper = new ContextKeeper({
    contexts,
    journal,
    memory: new Remembered(folder.at('memory.json'), log),
    log,
    isOn: () => options.on ?? true,
    isServed: (socket) => Promise.resolve(options.live?.includes(socket) ?? false),
    changed: () => undefined,
  });
  const host = async (name: string): Promise<string | undefined> => {
    const found = await contexts.read(name);
    return found.kind === 'read' ? found.value?.host : found.reason;
  };
  return { contexts, journal, keeper, host, log };
}

describe('keeping contexts', () => {
  test('one for each machine, and the plain name for the first; written once, journalled, moved along', async () => {
    using folder = temporaryFolder();
    const { keeper, host, journal } = scene(folder);
    await keeper.keep([machine('default'), machine('office')], ['default', 'office']);
    await keeper.keep([machine('default'), machine('office')], ['default', 'office']);
    assert.equal(await host('fairlead'), 'unix:///h/machines/default/docker.sock');
    assert.equal(await host('fairlead-office'), 'unix:///h/machines/office/docker.sock');
    assert.deepEqual(keeper.view('office', 'fairlead-office'), {
      name: 'fairlead-office',
      state: 'ready',
      selected: true,
    });
    assert.equal(keeper.view('default', 'fairlead').selected, true);
    assert.equal((await journal.entries()).length, 3);
    await keeper.keep([machine('default', '/new')], ['default', 'office']);
    assert.equal(await host('fairlead-default'), 'unix:///new/machines/default/docker.sock');
  });

  test('another one’s context is never touched, whatever is asked', async () => {
    using folder = temporaryFolder();
    const { keeper, host, contexts } = scene(folder);
    await contexts.write({ name: 'fairlead-default', host: 'tcp://10.0.0.1:2376', description: 'mine' });
    await keeper.keep([machine('default')], ['default']);
    assert.equal(keeper.view('default', undefined).state, 'foreign');
    const [wanted] = wantedContexts([machine('default')]);
    assert.ok(wanted !== undefined);
    assert.equal(await keeper.forget(wanted), 'foreign');
    assert.equal((await keeper.want(wanted)).state, 'foreign');
    assert.equal(await host('fairlead-default'), 'tcp://10.0.0.1:2376');
    assert.equal(await host('fairlead'), 'unix:///h/machines/default/docker.sock');
  });

  test('a Fairlead of another home keeps its context while it runs, and gives it up afterwards', async () => {
    using folder = temporaryFolder();
    const live = ['/other/machines/default/docker.sock'];
    const { keeper, host, contexts } = scene(folder, { live });
    const description = 'Fairlead: default, over whichever path works';
    await contexts.write({ name: 'fairlead', host: `unix://${live[0] ?? ''}`, description });
    await keeper.keep([machine('default')], ['default']);
    assert.equal(await host('fairlead'), `unix://${live[0] ?? ''}`);
    live.length = 0;
    await keeper.keep([machine('default')], ['default']);
    assert.equal(await host('fairlead'), 'unix:///h/machines/default/docker.sock');
  });

  test('one that a person removed is left away until it is asked for', async () => {
    using folder = temporaryFolder();
    const { keeper, host, contexts } = scene(folder);
    const machines = [machine('default')];
    await keeper.keep(machines, ['default']);
    await contexts.remove('fairlead-default');
    await keeper.keep(machines, ['default']);
    await keeper.keep(machines, ['default']);
    assert.equal(await host('fairlead-default'), undefined);
    assert.equal(keeper.view('default', undefined).state, 'absent');
  });

  test('those of machines that are gone go, but not while stores cannot be read, nor a selected one', async () => {
    using folder = temporaryFolder();
    const { keeper, host, contexts } = scene(folder);
    await keeper.keep([machine('default'), machine('old')], ['default', 'old']);
    await keeper.keep([machine('default')], undefined);
    assert.notEqual(await host('fairlead-old'), undefined);
    await contexts.select('fairlead-old');
    await keeper.keep([machine('default')], ['default']);
    assert.notEqual(await host('fairlead-old'), undefined);
    await contexts.select(undefined);
    await keeper.keep([machine('default')], ['default']);
    assert.equal(await host('fairlead-old'), undefined);
  });

  test('one that a person removed after its machine is written again with the next machine of the name', async () => {
    using folder = temporaryFolder();
    const { keeper, host, contexts } = scene(folder);
    const both = [machine('default'), machine('shop')];
    await keeper.keep(both, ['default', 'shop']);
    await contexts.select('fairlead-shop');
    await keeper.keep([machine('default')], ['default']);
    assert.equal(await host('fairlead-shop'), 'unix:///h/machines/shop/docker.sock', 'it is selected');
    await contexts.select(undefined);
    await contexts.remove('fairlead-shop');
    await keeper.keep([machine('default')], ['default']);
    await keeper.keep(both, ['default', 'shop']);
    assert.equal(await host('fairlead-shop'), 'unix:///h/machines/shop/docker.sock');
  });

  test('where nothing can be written, that is said with the folder, and the journal is left alone', async () => {
    using folder = temporaryFolder();
    const { keeper, journal } = scene(folder);
    mkdirSync(folder.at('docker'));
    // In the way of the folder, for a test that runs as root as well.
    writeFileSync(folder.at('docker/contexts'), 'mine');
    for (let i = 0; i < 2; i += 1) await keeper.keep([machine('default')], ['default']);
    const { state, detail } = keeper.view('default', undefined);
    assert.equal(state, 'failed');
    assert.equal(
      detail,
      `${folder.at('docker/contexts')} is not a folder; look with: ls -ld ${folder.at('docker/contexts')}`,
    );
    assert.deepEqual(await journal.entries(), []);
    assert.equal(readFileSync(folder.at('docker/contexts'), 'utf8'), 'mine');
    rmSync(folder.at('docker/contexts'));
    await keeper.keep([machine('default')], ['default']);
    assert.equal(keeper.view('default', undefined).state, 'ready');
  });

  test('switched off, nothing is written', async () => {
    using folder = temporaryFolder();
    const { keeper, host } = scene(folder, { on: false });
    await keeper.keep([machine('default')], ['default']);
    assert.equal(await host('fairlead'), undefined);
  });

  test('every change is undone from the journal, newest first, but not over what came after it', async () => {
    using folder = temporaryFolder();
    const { keeper, host, contexts, journal } = scene(folder);
    await keeper.keep([machine('default')], ['default']);
    await contexts.select('fairlead');
    for (const entry of [...(await journal.entries())].reverse()) await undoContextChange(contexts, entry);
    assert.equal(await host('fairlead'), undefined);
    assert.equal(await host('fairlead-default'), undefined);
    assert.deepEqual(await contexts.readSelected(), { kind: 'read', value: undefined });
    const [entry] = await journal.entries();
    assert.ok(entry !== undefined);
    const own = { name: 'fairlead-default', host: 'tcp://10.0.0.1:2376', description: 'mine' };
    await contexts.write(own);
    assert.match(await undoContextChange(contexts, entry), /changed since, and stays/);
    assert.equal(await host('fairlead-default'), own.host);
  });
});
