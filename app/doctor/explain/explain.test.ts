import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorMessages } from '../../testing/error-messages.ts';
import { otherMessages } from '../../testing/other-messages.ts';
import { catalogue, type SymptomId } from '../catalogue/catalogue.ts';
import { explainMessage } from './explain.ts';

const ids = (text: string): readonly string[] => explainMessage(text).matches.map(({ id }) => id);
const entries = Object.entries(errorMessages) as [SymptomId, readonly string[]][];

test('the catalogue has all 53 symptoms, each once', () => {
  assert.equal(catalogue.length, 53);
  assert.equal(new Set(catalogue.map(({ id }) => id)).size, 53);
});

for (const { id, message } of catalogue)
  test(`${id}: its own line of the catalogue comes first`, () => assert.equal(ids(message)[0], id));

for (const [id, messages] of entries)
  test(`${id}: real messages`, () => {
    for (const message of messages)
      assert.equal(ids(message)[0], id, `${message}\n=> ${ids(message).join(', ')}`);
  });

test('what means nothing here gets no answer', () => {
  for (const message of otherMessages) assert.deepEqual(ids(message), [], message);
});
