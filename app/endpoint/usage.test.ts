import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { homeAt } from '../home/home.ts';
import { Remembered } from '../reconcile/remembered.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { Endpoints } from './endpoints.ts';
import { Usage } from './usage.ts';

const hour = 3_600_000;
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

async function remembered(file: string): Promise<Remembered> {
  const memory = new Remembered(file, silentLog);
  await memory.load();
  return memory;
}

test('a daemon that was started anew knows who lived by the socket of the one before, for a day', async () => {
  using folder = temporaryFolder();
  const clock = new ManualClock();
  const file = folder.at('memory.json');
  const before = await remembered(file);
  const usage = new Usage(before, clock);
  assert.equal(usage.isRecent('default'), false);
  usage.note('default');
  assert.equal(usage.isRecent('default'), true);
  while ((await remembered(file)).endpointUsedAt('default') === undefined) await turn();

  const after = new Usage(await remembered(file), clock);
  assert.equal(after.isRecent('default'), true);
  assert.equal(after.isRecent('other'), false);
  await clock.pass(25 * hour);
  assert.equal(after.isRecent('default'), false);
  assert.equal(usage.isRecent('default'), false);
});

test('uses are written down four times an hour at most, and those of a month ago are forgotten', async () => {
  const clock = new ManualClock();
  const written: string[] = [];
  const usage = new Usage(
    { endpointUsedAt: () => undefined, noteEndpointUse: (name) => (written.push(name), Promise.resolve()) },
    clock,
  );
  for (let i = 0; i < 100; i += 1) {
    usage.note('default');
    await clock.pass(36_000);
  }
  assert.equal(written.length, 4);
  using folder = temporaryFolder();
  const memory = await remembered(folder.at('memory.json'));
  await memory.noteEndpointUse('gone', clock.now() - 40 * 24 * hour);
  await memory.noteEndpointUse('default', clock.now());
  assert.equal(memory.endpointUsedAt('gone'), undefined);
});

test('a memory of an older Fairlead, or with a date that is none, does no harm', async () => {
  using folder = temporaryFolder();
  const file = folder.at('memory.json');
  writeFileSync(file, JSON.stringify({ version: 1, takesRoutesBack: {}, withoutForward: ['x'] }));
  const old = await remembered(file);
  assert.deepEqual([old.endpointUsedAt('default'), old.wantsForward('x')], [undefined, false]);
  assert.equal(old.endpointUsedAt('constructor'), undefined);
});

test('before the first look, and whoever selected the context: both count as use', () => {
  const home = homeAt('/tmp/fairlead-of-nobody');
  const clock = new ManualClock();
  const never = (): Promise<never> => Promise.reject(new Error('not dialled here'));
  const endpoints = (usedAt?: number): Endpoints =>
    new Endpoints({
      home,
      clock,
      log: silentLog,
      reach: { toEngine: never, toPort: never, isComingUp: () => false, hears: never },
      preferences: () => ({ prefer: 'steady', tunnels: true }),
      poke: () => undefined,
      memory: { endpointUsedAt: () => usedAt, noteEndpointUse: () => Promise.resolve() },
    });
  const selected = `unix://${home.machineSocket('default')}`;
  assert.equal(endpoints().use('default', undefined), 'off');
  assert.equal(endpoints().use('default', 'tcp://192.168.99.100:2376'), 'off');
  assert.equal(endpoints(clock.now() - hour).use('default', undefined), 'in-use');
  assert.equal(endpoints(clock.now() - 30 * hour).use('default', undefined), 'off');
  assert.equal(endpoints().use('default', selected), 'in-use');
  assert.equal(endpoints().use('other', selected), 'off');
  const looked = endpoints(clock.now());
  looked.update([]);
  assert.equal(looked.use('default', selected), 'off', 'nobody listens there');
});
