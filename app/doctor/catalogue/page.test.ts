import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { renderPage } from './page.ts';

test('docs/doctor.md is the catalogue', () => {
  const file = new URL('../../../docs/doctor.md', import.meta.url);
  if (process.env['UPDATE'] === '1') writeFileSync(file, renderPage());
  assert.equal(
    readFileSync(file, 'utf8'),
    renderPage(),
    'run: UPDATE=1 node build/test.mjs app/doctor/catalogue',
  );
});
