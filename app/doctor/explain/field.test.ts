import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldMessages1 } from '../../testing/field-messages-1.ts';
import { fieldMessages2 } from '../../testing/field-messages-2.ts';
import { fieldMessages3 } from '../../testing/field-messages-3.ts';
import { fieldMessages4 } from '../../testing/field-messages-4.ts';
import { fieldMessages5 } from '../../testing/field-messages-5.ts';
import { fieldMessages6 } from '../../testing/field-messages-6.ts';
import { fieldMessages7 } from '../../testing/field-messages-7.ts';
import { fieldMessages8 } from '../../testing/field-messages-8.ts';
import { explainMessage } from './explain.ts';

/** `A or B`: either may come first; `none`: no answer may be given. */
for (const [name, messages] of Object.entries({
  fieldMessages1,
  fieldMessages2,
  fieldMessages3,
  fieldMessages4,
  fieldMessages5,
  fieldMessages6,
  fieldMessages7,
  fieldMessages8,
}))
  for (const [wanted, texts] of Object.entries(messages))
    test(`${name}: ${wanted}`, () => {
      for (const text of texts) {
        const first = explainMessage(text).matches[0]?.id ?? 'none';
        assert.ok(wanted.split(' or ').includes(first), `${text}\n=> ${first}`);
      }
    });
