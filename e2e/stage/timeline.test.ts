import assert from 'node:assert/strict';
import { test } from 'node:test';
import { painter, renderEvent, renderResult } from './timeline.ts';

const plain = painter(false);

test('each actor has its line, with the time since the story began', () => {
  assert.equal(
    renderEvent({ at: 1234, actor: 'world', text: 'a VPN connects' }, plain),
    '   1.23 s  the Mac   a VPN connects',
  );
  assert.equal(
    renderEvent(
      {
        at: 20,
        actor: 'fairlead',
        kind: 'did',
        text: 'added the forward',
        machine: 'dev',
        ms: 61.4,
        ok: false,
      },
      plain,
    ),
    '   0.02 s  Fairlead  did      dev: added the forward failed (61 ms)',
  );
  assert.equal(
    renderEvent(
      { at: 5, actor: 'step', name: 'Docker answers', ms: 7, ok: false, why: 'i/o timeout' },
      plain,
    ),
    '   0.01 s  = Docker answers: FAILED after 7 ms (i/o timeout)',
  );
});

test('colours are there only when they are wanted', () => {
  const event = { at: 0, actor: 'docker', text: 'answers', ok: true } as const;
  assert.ok(renderEvent(event, painter(true)).includes('\u001b[32m'));
  assert.ok(!renderEvent(event, plain).includes('\u001b'));
});

test('the table at the end says how long each step took', () => {
  const text = renderResult(
    {
      story: 'hijack',
      ok: false,
      steps: [
        { name: 'one', ms: 12, ok: true },
        { name: 'another', ms: 1200, ok: false, why: 'no' },
      ],
    },
    plain,
  );
  assert.equal(text, '\n  one          12 ms\n  another    1200 ms  failed\n\nA step did not come true.\n');
});
