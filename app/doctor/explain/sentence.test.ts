import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hijacked, snapshot } from '../../testing/snapshots.ts';
import { explainMessage } from './explain.ts';
import { apart } from './sentence.ts';

const timeout = 'dial tcp 192.168.99.100:2376: i/o timeout';

test('it names cause, other causes and the line to type, and claims no more than it knows', () => {
  assert.equal(
    explainMessage(timeout).sentence,
    'Most likely a VPN carries away the packets for the machine; 3 other causes are possible. Type: fairlead fix default',
  );
  assert.match(
    explainMessage(timeout, hijacked()).sentence,
    /^A VPN carries away the packets for the machine; .* possible\. This computer shows it now\. Type: fairlead fix/,
  );
});

test('where all is well it says that it is not so, and offers to look rather than to mend', () => {
  const { sentence } = explainMessage(timeout, snapshot());
  assert.match(sentence, /^Usually a VPN .* This computer does not show it now\./);
  assert.match(sentence, / Type: fairlead doctor$/);
});

test('what a message says outright is not put in doubt; what stops containers is said to', () => {
  const { sentence } = explainMessage('x509: certificate is valid for 192.168.99.100, not localhost');
  assert.match(
    sentence,
    /^The certificate of the engine is not valid for localhost\. Type, if containers may/,
  );
});

test('no line is offered for a machine that is elsewhere, nor where nothing is known', () => {
  assert.doesNotMatch(explainMessage(timeout, snapshot({ machines: [] })).sentence, /Type/);
  assert.doesNotMatch(explainMessage('npm ERR! code E404').sentence, /Type/);
});

test('the line comes apart whole, whatever is in it', () => {
  assert.deepEqual(apart('It is so. Type: eval "$(fairlead env a.b)"'), [
    'It is so. Type:',
    'eval "$(fairlead env a.b)"',
  ]);
  assert.deepEqual(apart('Nothing is known.'), ['Nothing is known.', undefined]);
});
