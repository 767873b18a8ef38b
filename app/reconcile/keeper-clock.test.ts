import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { keptMac } from '../testing/kept-mac.ts';
import { servedBy } from '../testing/memory-engine.ts';

const day = 86_400_000;

/** A Mac whose machine has served a certificate that begins in two days for a while. */
async function early(t: TestContext, options: Parameters<typeof keptMac>[1] & { aheadMs?: number } = {}) {
  const world = await keptMac(t, options);
  const [machine] = world.machines;
  assert.ok(machine !== undefined);
  const notBefore = world.clock.now() + 2 * day + 3_600_000;
  const state = {
    isUp: true,
    served: { ...servedBy(machine, { notBefore }), dates: 'not-yet-valid' as const },
    containers: [],
  };
  world.engine.states.set('default', {
    ...state,
    ...(options.aheadMs === undefined ? {} : { clockAheadMs: options.aheadMs }),
  });
  await world.clock.pass(120_000);
  const { advisories } = world.shown();
  const about = advisories.find(({ code }) => code === 'certificate-not-yet-valid');
  assert.ok(about !== undefined, world.codes().join(' '));
  const attempts = (): number =>
    world.keeper.timeline.lines.filter(({ text }) => /→ renew/.test(text)).length;
  return { ...world, about, attempts };
}

test('a certificate that begins in the future is not renewed by itself, whatever is set about restarts', async (t) => {
  for (const restart of ['when-idle', 'always'] as const) {
    const world = await early(t, { settings: { 'certificate.restart': restart } });
    assert.match(world.only().decision.because, /begins in the future: a clock is wrong/);
    assert.equal(world.only().path, 'none');
    assert.equal(world.attempts(), 0, JSON.stringify(world.keeper.timeline.lines));
    assert.ok(!world.codes().includes('consent-needed'), 'containers are not the question yet');
  }
});

test('"fix" alone does not renew it either; with a word about the restart it does', async (t) => {
  const world = await early(t);
  const settled = world.keeper.settle(['default'], 10_000);
  await world.clock.pass(15_000);
  assert.deepEqual(await settled, []);
  assert.equal(world.attempts(), 0);
  world.keeper.ledger.of('default').consent = true;
  const progress = { isSettled: false };
  const agreed = world.keeper.settle(['default'], 60_000).finally(() => (progress.isSettled = true));
  // The renewal makes a real key: the hand-moved clock may not run ahead of it.
  for (let seconds = 0; seconds < 75 && !progress.isSettled; seconds += 1) {
    await world.clock.pass(1000);
    await world.keeper.stepsEnded(['default']);
  }
  assert.deepEqual(
    (await agreed).map(({ does }) => does),
    ['renew-certificate'],
  );
  assert.equal(world.attempts(), 1, JSON.stringify(world.keeper.timeline.lines));
});

test('a machine whose clock is elsewhere: both clocks are named, the difference, and what sets it', async (t) => {
  const { about } = await early(t, { aheadMs: 2 * day + 7_200_000 });
  assert.equal(
    about.sentence,
    "The certificate of default's engine is valid only from 2026-01-03, in 2 days by the clock of this computer. The clock of default is 2 days ahead of that: one of the two is wrong. Where it is this computer's, set that one first.",
  );
  assert.deepEqual(about.evidence.slice(-2), [
    "this computer's clock: 2026-01-01",
    'the clock of default: 2026-01-03',
  ]);
  assert.equal(about.fix?.command, 'fairlead doctor default --fix');
});

test('a machine whose clock agrees: this clock or the one of then is wrong, and the renewal is offered', async (t) => {
  const { about } = await early(t, { aheadMs: -900 });
  assert.match(about.sentence, /The clock of default agrees with it\. Either this clock is wrong, or/);
  assert.equal(about.fix?.command, 'fairlead certs renew default');
});

test('an engine that does not say what time it has: that is said, and nothing is guessed', async (t) => {
  const { about } = await early(t);
  assert.match(about.sentence, /What the clock of default shows is not known\./);
  assert.deepEqual(about.evidence.slice(-1), ["this computer's clock: 2026-01-01"]);
});
