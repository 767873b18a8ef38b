import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCase } from './case.ts';
import { remedies } from './remedies.ts';
import { allCases, faultIn, nameOf } from './table.ts';

/** A case of the table as a test; `npm run faults` runs them all. */
export function testCase(name: string): void {
  test(name, { timeout: 120_000 }, async () => {
    const one = allCases(remedies).find((each) => nameOf(each) === name);
    assert.ok(one, 'there is no such case');
    const result = await runCase(one);
    const told = result.told.join('\n');
    assert.equal(faultIn({ ...one, result }), undefined, told);
    assert.ok(result.reached, `the point was not reached\n${told}`);
  });
}
