import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalLine, UndoResult } from '../../shared/control/change-words.ts';
import type { DoctorResult, Finding } from '../../shared/control/doctor.ts';
import { machineView, moment, snapshot } from '../../app/testing/snapshots.ts';
import { awaiting, changeDays, hasUndoable, willDo } from './changes.ts';
import { checkLines, mendableOf, outcomeOfMending, stoppedBy } from './doctor.ts';
import { tabAfter } from './pages.ts';

test('arrows go round the tabs, Home and End to the ends, and other keys nowhere', () => {
  assert.equal(tabAfter('overview', 'ArrowRight'), 'doctor');
  assert.equal(tabAfter('overview', 'ArrowLeft'), 'settings');
  assert.equal(tabAfter('settings', 'ArrowRight'), 'overview');
  assert.equal(tabAfter('changes', 'Home'), 'overview');
  assert.equal(tabAfter('changes', 'End'), 'settings');
  assert.equal(tabAfter('changes', 'Tab'), undefined);
});

const finding = (id: string, mends: Finding['mends'], machine?: string): Finding => ({
  id,
  severity: 'warning',
  title: id,
  sentence: `${id}.`,
  evidence: [],
  remedies: [],
  links: [],
  mends,
  ...(machine === undefined ? {} : { machine }),
});
const result = (findings: readonly Finding[]): DoctorResult => ({
  ok: findings.length === 0,
  sentence: 'so it is',
  findings: [...findings],
  checks: [
    { name: 'a', state: 'fine' },
    { name: 'b', state: 'found' },
    { name: 'c', state: 'unchecked', reason: 'no SSH' },
  ],
});

test('what is mended at once and what waits for a word are kept apart', () => {
  const { now, withConsent } = mendableOf(
    result([finding('A', 'now'), finding('B', 'no'), finding('C', 'with-consent')]),
  );
  assert.deepEqual([now.map(({ id }) => id), withConsent.map(({ id }) => id)], [['A'], ['C']]);
});

test('a sheet names the containers of the machines that are meant, and of no others', () => {
  const engine = (name: string): NonNullable<ReturnType<typeof machineView>['engine']> => ({
    version: '29',
    containers: [{ id: name, name, image: 'i' }],
    liveRestore: false,
  });
  const seen = snapshot({
    machines: [
      machineView({ name: 'one', engine: engine('web') }),
      machineView({ name: 'two', engine: engine('db') }),
    ],
  });
  assert.deepEqual(
    stoppedBy(seen, [finding('C', 'with-consent', 'two')]).map(({ name }) => name),
    ['db'],
  );
  assert.equal(stoppedBy(seen, []).length, 2);
});

test('mending says what failed first, and that the rest waits', () => {
  const after = result([]);
  const mended = [
    { id: 'A', ok: true, sentence: 'Good.' },
    { id: 'B', ok: false, sentence: 'Bad.' },
  ];
  assert.deepEqual(outcomeOfMending({ mended, awaitingConsent: [], after }), { ok: false, text: 'Bad.' });
  assert.match(outcomeOfMending({ mended: [], awaitingConsent: ['C'], after }).text, /waits for your word/);
});

test('checks that found something come first, then those that could not look', () => {
  assert.deepEqual(
    checkLines(result([])).map(({ name }) => name),
    ['b', 'c', 'a'],
  );
});

const change = (id: string, at: string, more: Partial<JournalLine> = {}): JournalLine => ({
  id,
  at,
  state: 'done',
  kind: 'route',
  description: id,
  undoable: true,
  undo: 'put back',
  ...more,
});

test('changes are listed newest first, by day', () => {
  const journal = [change('old', '2026-03-13T10:00:00.000Z'), change('a', moment), change('b', moment)];
  const days = changeDays(journal, { now: Date.parse(moment), zone: 'UTC' });
  assert.deepEqual(
    days.map(({ title, lines }) => [title, lines.map(({ id }) => id)]),
    [
      ['Today', ['b', 'a']],
      ['Yesterday', ['old']],
    ],
  );
  assert.equal(hasUndoable([change('x', moment, { undoable: false })]), false);
});

test('a preview that would do nothing offers nothing; what needs consent is asked again by its id', () => {
  const undo = (...outcomes: UndoResult['entries'][number]['outcome'][]): UndoResult => ({
    ok: true,
    sentence: '',
    entries: outcomes.map((outcome, index) => ({ id: `${index}`, description: '', outcome, text: '' })),
  });
  assert.equal(willDo(undo('changed', 'nothing', 'cannot')), false);
  assert.equal(willDo(undo('changed', 'would')), true);
  assert.deepEqual(awaiting(undo('undone', 'consent', 'failed', 'consent')), ['1', '3']);
});
