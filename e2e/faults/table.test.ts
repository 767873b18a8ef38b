import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeTables } from './table.ts';

test('cells that were run take the place of the old ones, and no other', () => {
  const head = '| remedy | where | kill before | garbage |\n|---|---|---|---|\n';
  const had = `\n\n${head}| a | \`x\` | 1.0 s | **not reachable** |\n| b | \`x\` | 2.0 s | – |\n\n`;
  const ran = `${head}| a | \`x\` | – | 3.0 s |\n| c | \`y\` | 4.0 s | – |\n`;
  assert.equal(
    mergeTables(had, ran),
    `${head}| a | \`x\` | 1.0 s | 3.0 s |\n| b | \`x\` | 2.0 s | – |\n| c | \`y\` | 4.0 s | – |\n`,
  );
});
