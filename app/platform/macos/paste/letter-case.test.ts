import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withItsLetters } from './letter-case.ts';

test('the letters of flags are told by their order where capitals have made them alike', () => {
  const flags = ['UGHRS', 'UHr', 'UGScIg', 'UHLWbI', 'UmCS', 'UHLWIir', 'UGHdLScr', 'UGSc', 'UCSI', 'UGSB'];
  for (const one of flags) {
    const row = `10.1/16 10.8.0.1 ${one} utun4`;
    assert.equal(withItsLetters(row.toUpperCase()), row);
    assert.equal(withItsLetters(row.toLowerCase()), row);
  }
});

test('headings too', () => {
  for (const line of [
    'Routing tables',
    'Internet:',
    'Internet6:',
    'Destination Gateway Flags Refs Use Netif Expire',
  ])
    assert.equal(withItsLetters(line.toUpperCase()), line);
});

test('a line that is no row stays as it is', () => {
  for (const line of [
    '',
    'SEE BELOW',
    'usc',
    '10.1 is up',
    'us utun4',
    '10.8.0.1 IS UP',
    'Me@Mac2 ~ %',
    '192.168.99',
  ])
    assert.equal(withItsLetters(line), line);
});
