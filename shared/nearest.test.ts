import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { distance, listed, nearest } from './nearest.ts';

test('the nearest name is found over a missing, a wrong and two swapped letters', () => {
  const names = ['status', 'stop', 'settings'];
  assert.equal(nearest('staus', names), 'status');
  assert.equal(nearest('stauts', names), 'status');
  assert.equal(nearest('STATUS', names), 'status');
  assert.equal(nearest('sttings', names), 'settings');
});

test('a word that is near nothing has no nearest name', () => {
  assert.equal(nearest('banana', ['status', 'stop']), undefined);
  assert.equal(nearest('', ['a']), undefined);
  assert.equal(nearest('x'.repeat(10_000), ['status']), undefined);
});

test('distance is symmetric, zero only for the same word, and at most the longer length', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(distance(a, b), distance(b, a));
      assert.equal(distance(a, b) === 0, a === b);
      assert.ok(distance(a, b) <= Math.max(a.length, b.length));
    }),
  );
});

test('lists read as a sentence', () => {
  assert.equal(listed([]), '');
  assert.equal(listed(['a']), 'a');
  assert.equal(listed(['a', 'b', 'c']), 'a, b and c');
});
