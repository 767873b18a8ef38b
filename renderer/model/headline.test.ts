import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hijacked, machineView } from '../../app/testing/snapshots.ts';
import { headlineOf } from './headline.ts';

test('long names of machines and VPNs lose their middle, short ones nothing', () => {
  const machine = 'integration-environment-of-the-payments-team-europe-west';
  const vpn = 'Palo Alto GlobalProtect Enterprise Gateway Frankfurt';
  const seen = {
    machines: [machineView({ name: machine })],
    vpns: hijacked().vpns.map((one) => ({ ...one, name: vpn })),
  };
  assert.equal(
    headlineOf(`Docker in ${machine} is reachable because ${vpn} took 10.0.0.0/8.`, seen),
    'Docker in integration-en…m-europe-west is reachable because Palo Alto Glob…way Frankfurt took 10.0.0.0/8.',
  );
  const short = hijacked();
  assert.equal(headlineOf(short.sentence, short), short.sentence);
});
