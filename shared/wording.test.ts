import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateWords, durationWords, happeningWords, printable, timeLeft } from './wording.ts';

const day = 86_400_000;

test('spans use the largest unit that still says something', () => {
  assert.equal(timeLeft(-5), '0 minutes');
  assert.equal(timeLeft(60_000), '1 minute');
  assert.equal(timeLeft(119 * 60_000), '119 minutes');
  assert.equal(timeLeft(2 * 3_600_000), '2 hours');
  assert.equal(timeLeft(47 * 3_600_000), '47 hours');
  assert.equal(timeLeft(2 * day), '2 days');
  assert.equal(durationWords(999), '999 ms');
  assert.equal(durationWords(1250), '1.3 s');
});

test('every state of a certificate has its words', () => {
  const now = Date.parse('2026-03-01T00:00:00.000Z');
  const certificate = {
    names: [],
    issuer: '',
    subject: '',
    notBefore: '2026-03-03T00:00:00.000Z',
    notAfter: '2026-03-11T00:00:00.000Z',
    fingerprint: '',
    suitsLocalhost: false,
  };
  assert.equal(certificateWords(undefined, now), 'not seen');
  assert.equal(certificateWords({ ...certificate, state: 'good' }, now), 'good, 10 days left');
  assert.equal(certificateWords({ ...certificate, state: 'expiring' }, now), 'ends in 10 days');
  assert.equal(certificateWords({ ...certificate, state: 'expired' }, now + 15 * day), 'expired 5 days ago');
  assert.equal(certificateWords({ ...certificate, state: 'not-yet-valid' }, now), 'valid in 2 days');
});

test('a happening is one line, and text from outside cannot steer the terminal', () => {
  assert.equal(
    happeningWords({ at: '', machine: 'default', kind: 'did', text: 'added the forward', ms: 12, ok: false }),
    'default: added the forward, which failed (12 ms)',
  );
  assert.equal(printable('a\u001b[31mb\nc\u202ed'), 'a?[31mb?c?d');
});
