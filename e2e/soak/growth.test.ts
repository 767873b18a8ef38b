import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthOf } from './growth.ts';

const count = 60;
const series = (value: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => value(i));
/** Repeatable noise between -1 and 1. */
const noise = (index: number): number => Math.sin(index * 12.9898) * Math.cos(index * 78.233);

test('what stays where it is, is flat, however noisy', () => {
  assert.ok(
    growthOf(
      'heapMegabytes',
      series((i) => 14 + noise(i)),
    ).ok,
  );
  assert.ok(
    growthOf(
      'descriptors',
      series((i) => 30 + Math.round(3 * noise(i))),
    ).ok,
  );
});

test('a warm-up is no growth', () => {
  assert.ok(
    growthOf(
      'heapMegabytes',
      series((i) => (i < 18 ? 8 + i / 3 : 14)),
    ).ok,
  );
});

test('one odd hour is no growth', () => {
  assert.ok(
    growthOf(
      'descriptors',
      series((i) => (i > 50 && i < 56 ? 400 : 30)),
    ).ok,
  );
});

test('a leak is found, slow or in steps', () => {
  assert.equal(
    growthOf(
      'heapMegabytes',
      series((i) => 14 + 0.1 * i + noise(i) / 2),
    ).ok,
    false,
  );
  assert.equal(
    growthOf(
      'descriptors',
      series((i) => 30 + Math.floor(i / 5)),
    ).ok,
    false,
  );
  assert.equal(
    growthOf(
      'children',
      series((i) => 1 + Math.floor(i / 12)),
    ).ok,
    false,
  );
});

test('what shrinks is no leak', () => {
  assert.ok(
    growthOf(
      'residentMegabytes',
      series((i) => 120 - i),
    ).ok,
  );
});
