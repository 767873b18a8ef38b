import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hijacked, machineView, snapshot } from '../../testing/snapshots.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { explainMessage } from './explain.ts';

const timeout = 'dial tcp 192.168.99.100:2376: i/o timeout';
const slow = "HTTPSConnectionPool(host='192.168.99.100', port=2376): Read timed out. (read timeout=60)";
const firstOf = (text: string, now?: Snapshot): string | undefined =>
  explainMessage(text, now).matches[0]?.id;
const advised = (code: string): Snapshot => {
  const now = hijacked();
  return { ...now, advisories: now.advisories.map((one) => ({ ...one, code })) } as Snapshot;
};

test('without this computer the usual cause comes first, and nothing is claimed of here', () => {
  const { matches } = explainMessage(timeout);
  assert.equal(matches[0]?.id, 'GUEST_TIMEOUT_VPN');
  assert.deepEqual(
    matches.map(({ now }) => now),
    matches.map(() => 'unknown'),
  );
});

test('what is so on this computer comes first among the meanings of a message', () => {
  assert.equal(firstOf(timeout, advised('route-lost')), 'ROUTES_GONE_AFTER_VPN');
  assert.equal(
    firstOf(timeout, snapshot({ machines: [machineView({ state: 'saved' })] })),
    'HOST_NOT_RUNNING',
  );
  assert.equal(
    firstOf('dial tcp 192.168.99.100:2376: connect: connection refused', advised('engine-down')),
    'DAEMON_NOT_LISTENING',
  );
  assert.equal(
    firstOf('x509: certificate has expired or is not yet valid', advised('certificate-not-yet-valid')),
    'CERT_NOT_YET_VALID',
  );
  assert.equal(firstOf(slow, hijacked()), 'GUEST_TIMEOUT_VPN');
});

test('it says so, with what it saw, and that it is not so where all is well', () => {
  const [taken] = explainMessage(timeout, hijacked()).matches;
  assert.equal(taken?.now, 'yes');
  assert.match(taken.evidence.join(), /Cisco AnyConnect routes 192\.168\.99\.0\/24/);
  const [well] = explainMessage(timeout, snapshot()).matches;
  assert.equal(well?.now, 'no');
  assert.match(well.evidence.join(), /default is reached now at 192\.168\.99\.100/);
});

test('an address no machine has is said before a VPN is blamed', () => {
  const { matches } = explainMessage('dial tcp 192.168.99.177:2376: i/o timeout', snapshot());
  assert.equal(matches[0]?.id, 'ENV_STALE_IP');
  assert.match(matches[0].evidence.join(), /no machine has 192\.168\.99\.177/);
});

test('what the message itself says stays first, whatever this computer shows', () => {
  const text = 'x509: certificate is valid for 192.168.99.101, not 192.168.99.100';
  assert.equal(firstOf(text, hijacked()), 'CERT_OLD_IP');
});
