import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PermissionChanged } from '../../shared/control/change-words.ts';
import { FailureError } from '../../shared/control/failure.ts';
import { clientOf } from '../control/in-process.ts';
import { MemoryCore } from '../testing/memory-core.ts';
import { snapshot } from '../testing/snapshots.ts';
import { callForPage } from './call.ts';
import { Prompts } from './prompts.ts';

/** A page that asks for a password box, and what the daemon makes of it. */
function scene() {
  let now = 0;
  const core = new MemoryCore(snapshot());
  const prompts = new Prompts(() => now);
  const ask = (input: object = { verb: 'install' }) =>
    callForPage(() => Promise.resolve(clientOf(core.handlers)), { name: 'changePermission', input }, prompts);
  const boxes = (): number => core.calls.filter(({ name }) => name === 'changePermission').length;
  return { core, ask, boxes, later: (ms: number) => void (now += ms) };
}

const declined: PermissionChanged = { state: 'declined', sentence: 'no' };
const done: PermissionChanged = { state: 'done', sentence: 'yes' };

test('while one password box is open the page gets no second one', async () => {
  const { core, ask, boxes } = scene();
  let answer: (given: PermissionChanged) => void = () => undefined;
  const box = new Promise<PermissionChanged>((resolve) => (answer = resolve));
  core.answer('changePermission', () => box);
  const first = ask();
  const second = await ask();
  assert.equal(second.kind === 'failed' && second.failure.code, 'not-possible');
  answer(done);
  assert.equal((await first).kind, 'ok');
  assert.equal(boxes(), 1);
  await ask();
  assert.equal(boxes(), 2);
});

test('after a no the page gets none for a minute, then for two, and so on', async () => {
  const { core, ask, boxes, later } = scene();
  core.answer('changePermission', declined);
  for (const [count, minutes] of [1, 2, 4, 8].entries()) {
    await ask();
    assert.equal(boxes(), count + 1);
    later(minutes * 60_000 - 1);
    assert.equal((await ask()).kind, 'failed');
    assert.equal(boxes(), count + 1);
    later(1);
  }
});

test('what the daemon refuses before it asks makes nobody wait', async () => {
  const { core, ask, boxes } = scene();
  core.answer('changePermission', () =>
    Promise.reject(new FailureError('not-possible', 'sudo asks in a terminal')),
  );
  await ask();
  await ask();
  assert.equal(boxes(), 2);
});

test('the page can have it installed, not removed, and not by a script that it runs itself', async () => {
  const { ask, boxes } = scene();
  for (const input of [{ verb: 'remove' }, { verb: 'install', by: 'caller' }]) {
    const answer = await ask(input);
    assert.equal(answer.kind === 'failed' && answer.failure.code, 'forbidden');
  }
  assert.equal(boxes(), 0);
});
