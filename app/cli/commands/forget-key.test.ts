import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { hostKeyOf, readPin, writePin } from '../../platform/ssh/known-hosts.ts';
import { makeMachine } from '../../testing/make-store.ts';
import { runRecorded, type Recorded } from '../../testing/recorded-world.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

const type = 'ssh-ed25519';
const key = hostKeyOf(
  Buffer.concat([Buffer.from([0, 0, 0, type.length]), Buffer.from(type), Buffer.alloc(36, 7)]),
);
assert.ok(key);

function run(folder: { at: (name: string) => string }, ...argv: string[]): Promise<Recorded> {
  const environment = { MACHINE_STORAGE_PATH: folder.at('store') };
  return runRecorded(['forget-key', ...argv], { home: folder.at('home'), environment });
}

async function make(folder: { at: (name: string) => string }, name: string): Promise<void> {
  await makeMachine({ base: folder.at('store'), name, guestIp: '192.168.99.100', sshPort: 50022, ca: 'ec' });
}

test('the pin of one machine goes, and whose it was is told', async () => {
  using folder = temporaryFolder();
  const file = folder.at('home/known_hosts');
  mkdirSync(folder.at('home'));
  for (const name of ['default', 'work']) {
    await make(folder, name);
    await writePin(file, { name, store: folder.at('store') }, key);
  }
  const { code, out } = await run(folder, 'default');
  assert.equal(code, 0);
  assert.match(out, /^Forgot the SSH host key of default \(SHA256:\S+\)\..*fairlead fix default\n$/);
  assert.equal(await readPin(file, { name: 'default', store: folder.at('store') }), undefined);
  assert.ok(await readPin(file, { name: 'work', store: folder.at('store') }));

  const again = await run(folder, 'default', '--json');
  assert.equal(again.code, 0);
  assert.deepEqual(JSON.parse(again.out), { machine: 'default', forgotten: false, key: null });
});

test('another spelling of the machine is refused, and nothing is forgotten', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.at('home'));
  await make(folder, 'work');
  await writePin(folder.at('home/known_hosts'), { name: 'work', store: folder.at('store') }, key);
  const before = readFileSync(folder.at('home/known_hosts'), 'utf8');
  const refused = await run(folder, 'wrok');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /there is no machine "wrok".*\n +did you mean work\?/);
  assert.equal(readFileSync(folder.at('home/known_hosts'), 'utf8'), before);
});

test('without machines the place they were looked for is named', async () => {
  using folder = temporaryFolder();
  const { code, err } = await run(folder);
  assert.equal(code, 1);
  assert.ok(err.includes(`no machines in ${folder.at('store/machines')}`));
});

test('a file that cannot be used is named', async () => {
  using folder = temporaryFolder();
  await make(folder, 'default');
  mkdirSync(folder.at('home/known_hosts'), { recursive: true });
  writeFileSync(folder.at('home/settings.json'), '{}');
  const { code, err } = await run(folder);
  assert.equal(code, 1);
  assert.match(err, /known_hosts cannot be changed: .*\n +ls -la /);
});
