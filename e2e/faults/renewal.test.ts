import { testCase } from './test-case.ts';

/** Of the certificate, the points at which the engine could be left stopped, or the exchange half done. */
for (const name of [
  'renew the certificate · guest: start the exchange · kill after',
  'renew the certificate · guest: upload · kill after',
  'renew the certificate · guest: start the exchange · garbage',
])
  testCase(name);
