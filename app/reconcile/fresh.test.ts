import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../testing/manual-clock.ts';
import { Fresh } from './fresh.ts';

function question(clock: ManualClock, more: { patienceMs?: number; onNews?: () => void } = {}) {
  const fresh = new Fresh<string>({ clock, ms: 1000, ...more });
  const asked: ((answer: string) => void)[] = [];
  const take = (key = 'a'): Promise<string> =>
    fresh.take(key, () => new Promise((resolve) => asked.push(resolve)), 'no answer yet');
  return { fresh, asked, take };
}

test('an answer is kept; an old one is given while a new one is fetched, and news is told', async () => {
  const clock = new ManualClock();
  let news = 0;
  const { asked, take } = question(clock, { onNews: () => (news += 1) });
  const first = take();
  asked[0]?.('one');
  assert.equal(await first, 'one');
  assert.equal(await take(), 'one');
  assert.equal(asked.length, 1);

  await clock.pass(1500);
  assert.equal(await take(), 'one', 'nobody waits for the new answer');
  assert.equal(asked.length, 2);
  asked[1]?.('two');
  await clock.pass(0);
  assert.equal(news, 1);
  assert.equal(await take(), 'two');
});

test('after forget the next question waits for its answer; other keys keep theirs', async () => {
  const clock = new ManualClock();
  const { fresh, asked, take } = question(clock);
  for (const key of ['vm', 'vm direct', 'other']) {
    const answer = take(key);
    asked.at(-1)?.(`old ${key}`);
    await answer;
  }
  fresh.forget('vm');
  const again = take('vm direct');
  asked[3]?.('new');
  assert.equal(await again, 'new');
  assert.equal(await take('other'), 'old other');
  assert.equal(fresh.peek('vm'), 'old vm');
});

test('a question that hangs holds nobody up for longer than the patience', async () => {
  const clock = new ManualClock();
  let news = 0;
  const { fresh, asked, take } = question(clock, {
    patienceMs: 300,
    onNews: () => (news += 1),
  });
  const first = take();
  await clock.pass(300);
  assert.equal(await first, 'no answer yet');
  asked[0]?.('one');
  await clock.pass(0);
  assert.equal(news, 1, 'the late answer asks for a look');
  fresh.forget();
  const second = take();
  await clock.pass(300);
  assert.equal(await second, 'one', 'the old answer is better than none');
});

test('who hangs is not asked again and again; at most one more question waits for its turn', async () => {
  const clock = new ManualClock();
  const { fresh, asked, take } = question(clock, { patienceMs: 300, onNews: () => undefined });
  for (let count = 0; count < 5; count += 1) {
    void take();
    await clock.pass(300);
    fresh.forget();
  }
  assert.equal(asked.length, 1);
  const last = take();
  asked[0]?.('one');
  await clock.pass(0);
  assert.equal(asked.length, 2, 'the one that waited is put now');
  asked[1]?.('two');
  assert.equal(await last, 'two', 'what was asked before forget is no new answer');
});

test('an answer that nobody could confirm for long is none', async () => {
  const clock = new ManualClock();
  const { asked, take } = question(clock, { patienceMs: 300, onNews: () => undefined });
  const first = take();
  asked[0]?.('one');
  assert.equal(await first, 'one');
  await clock.pass(3900);
  assert.equal(await take(), 'one', 'it is asked in the background, and hangs');
  await clock.pass(200);
  const late = take();
  await clock.pass(300);
  assert.equal(await late, 'no answer yet');
});

test('a question that fails is asked again', async () => {
  const fresh = new Fresh<string>({ clock: new ManualClock(), ms: 1000 });
  await assert.rejects(fresh.take('a', () => Promise.reject(new Error('broken'))));
  assert.equal(await fresh.take('a', () => Promise.resolve('well')), 'well');
});
