import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Happening } from '../../shared/snapshot.ts';
import { daysOf, everything } from './timeline.ts';
import { latencyWords } from './times.ts';

const now = Date.parse('2026-03-14T10:00:00.000Z');
const view = { filter: everything, now, zone: 'UTC' };
const timeline: readonly Happening[] = [
  { at: '2026-03-12T08:00:00.000Z', kind: 'noticed', text: 'the daemon starts' },
  {
    at: '2026-03-13T23:59:59.000Z',
    kind: 'decided',
    machine: 'dev',
    text: 'use the forward, because it answers',
  },
  {
    at: '2026-03-14T09:00:00.000Z',
    kind: 'did',
    machine: 'default',
    text: 'put the route back',
    ms: 61,
    ok: false,
  },
  {
    at: '2026-03-14T09:00:00.000Z',
    kind: 'did',
    machine: 'default',
    text: 'put the route back',
    ms: 60,
    ok: true,
  },
];

test('newest first, by day', () => {
  const days = daysOf(timeline, view);
  assert.deepEqual(
    days.map(({ title }) => title),
    ['Today', 'Yesterday', '12 March 2026'],
  );
  assert.deepEqual(
    days[0]?.lines.map(({ clock, took, failed }) => [clock, took, failed]),
    [
      ['09:00:00', '60 ms', false],
      ['09:00:00', '61 ms', true],
    ],
  );
});

test('a filter takes one kind, and words of the machine or the text', () => {
  const lines = (filter: typeof everything): number =>
    daysOf(timeline, { ...view, filter }).reduce((count, day) => count + day.lines.length, 0);
  assert.equal(lines({ kind: 'did', words: '' }), 2);
  assert.equal(lines({ kind: 'all', words: ' ROUTE ' }), 2);
  assert.equal(lines({ kind: 'all', words: 'dev' }), 1);
  assert.equal(lines({ kind: 'noticed', words: 'dev' }), 0);
});

test('the same words at the same moment are two lines, and keep their keys when another one comes', () => {
  const keys = (lines: readonly Happening[]): readonly string[] =>
    daysOf(lines, view).flatMap((day) => day.lines.map(({ key }) => key));
  const before = keys(timeline);
  assert.equal(new Set(before).size, before.length);
  const after = keys([...timeline, { at: '2026-03-14T09:30:00.000Z', kind: 'noticed', text: 'more' }]);
  assert.deepEqual(after.slice(1), before);
});

test('latencies have at most three digits', () => {
  assert.deepEqual([0.2, 3.4, 999, 1234].map(latencyWords), ['<1 ms', '3 ms', '999 ms', '1.2 s']);
});
