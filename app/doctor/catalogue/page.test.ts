import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { catalogue } from './catalogue.ts';
import { coverage } from './coverage.ts';
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

test('what is said to be played is named by a scenario', () => {
  const text = (...files: readonly string[]): string =>
    files.map((file) => readFileSync(new URL(`../../../e2e/${file}`, import.meta.url), 'utf8')).join('\n');
  const played = {
    stage: text(...['certificate', 'machine', 'network'].map((name) => `scenarios/doctor-${name}.test.ts`)),
    lab: text('lab/scenarios/certificates.test.ts'),
  };
  for (const { id } of catalogue) {
    const where = coverage[id].played;
    if (where === 'stage' || where === 'lab') assert.match(played[where], new RegExp(`\\b${id}\\b`), id);
    else assert.match(where, /^no: \w/, id);
  }
});
