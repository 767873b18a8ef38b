import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCase } from './case.ts';
import { remedies } from './remedies.ts';
import { allCases, faultIn, nameOf } from './table.ts';

/** One of each kind at the points that matter most; `npm run faults` runs them all. */
const some = [
  'add the forward · VBoxManage: add rule · kill after',
  'add the forward · journal.ndjson · ENOSPC',
  'move the forward to another port · VBoxManage: delete rule · kill after',
  'put the route back · route: add · kill before',
  'put the route back · route: delete · garbage',
  'renew the certificate · guest: start the exchange · kill after',
  'renew the certificate · guest: upload · kill after',
  'renew the certificate · guest: start the exchange · garbage',
];

for (const name of some) {
  test(name, { timeout: 120_000 }, async () => {
    const one = allCases(remedies).find((each) => nameOf(each) === name);
    assert.ok(one, 'there is no such case');
    const result = await runCase(one);
    const told = result.told.join('\n');
    assert.equal(faultIn({ ...one, result }), undefined, told);
    assert.ok(result.reached, `the point was not reached\n${told}`);
  });
}
