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

test('of a packet filter the explanation says what the doctor says', () => {
  assert.equal(firstOf(timeout, advised('packets-filtered')), 'VPN_PF_BLOCK');
});

test('of a machine that is named and not here, this computer says nothing', () => {
  const off = snapshot({ machines: [machineView({ state: 'off' })] });
  for (const { id, now } of explainMessage(`Error: machine "work": ${timeout.replace('.100', '.140')}`, off)
    .matches)
    assert.equal(now, 'unknown', id);
});

test('the prompt of a Python environment names no machine', () => {
  for (const prompt of [
    '(base) anna@mac ~ % docker ps',
    '(venv) ➜  app docker ps',
    '(py3.11) bash-3.2$ docker ps',
  ])
    assert.equal(explainMessage(`${prompt}\n${timeout}`).parameters.machine, undefined, prompt);
  assert.equal(explainMessage(`(dev) Waiting for an IP...\n${timeout}`).parameters.machine, 'dev');
});

test('what is asked for is the machine meant, not one that stands in its certificate', () => {
  const two = snapshot({
    machines: [machineView(), machineView({ name: 'other', guestIp: '192.168.99.101' })],
  });
  const said = explainMessage('x509: certificate is valid for 192.168.99.101, not 192.168.99.100', two);
  assert.match(said.matches[0]?.remedies[0]?.command ?? '', /certs renew default /);
});

test('an address no machine has is said before a VPN is blamed', () => {
  const { matches } = explainMessage('dial tcp 192.168.99.177:2376: i/o timeout', snapshot());
  assert.equal(matches[0]?.id, 'ENV_STALE_IP');
  assert.match(matches[0].evidence.join(), /no machine has 192\.168\.99\.177/);
});

test('of a certificate its names decide, also where the loop has nothing to say of them', () => {
  const nowOf = (names: readonly string[], text: string): unknown => {
    const view = machineView();
    const certificate =
      view.certificate === undefined ? undefined : { ...view.certificate, names: [...names] };
    return explainMessage(text, snapshot({ machines: [{ ...view, certificate }] })).matches[0]?.now;
  };
  const localhost = 'x509: certificate is valid for 192.168.99.100, not localhost';
  assert.equal(nowOf(['192.168.99.100'], localhost), 'yes');
  assert.equal(nowOf(['192.168.99.100', 'localhost'], localhost), 'no');
  const own = 'x509: certificate is valid for 127.0.0.1, 10.0.2.15, not 192.168.99.100';
  assert.equal(nowOf(['127.0.0.1', '10.0.2.15'], own), 'yes');
  assert.equal(nowOf(['192.168.99.100', '10.0.2.15'], own), 'no');
});

test('a message that names no machine is answered for the one that has what it tells of', () => {
  const now = snapshot({
    machines: [machineView(), machineView({ name: 'other', guestIp: '192.168.99.101', state: 'saved' })],
  });
  const [match] = explainMessage('Error getting IP address: Host is not running', now).matches;
  assert.equal(match?.now, 'yes');
  assert.equal(match.remedies[0]?.command, 'fairlead start other');
});

test('what the message itself says stays first, whatever this computer shows', () => {
  const text = 'x509: certificate is valid for 192.168.99.101, not 192.168.99.100';
  assert.equal(firstOf(text, hijacked()), 'CERT_OLD_IP');
});
