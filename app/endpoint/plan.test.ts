import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assessed } from '../reconcile/advise/finding.ts';
import { machineView } from '../testing/machine-config.ts';
import { planOf, type Preferences } from './plan.ts';

const guestIp = '192.168.99.100';

/** What carries published ports into a machine whose SSH server is reached at this address. */
function portsOver(sshHost: string, preferences: Preferences): readonly string[] {
  const machine = machineView({ base: '/store', name: 'default', guestIp, sshPort: 22 });
  const assessed = {
    seen: {
      machine: { ...machine, ssh: { ...machine.ssh, host: sshHost } },
      guestIp,
      vm: { kind: 'unreadable', reason: '' },
    },
    facts: {
      vm: 'running',
      route: 'own',
      direct: 'answers',
      forward: 'answers',
      tunnel: 'dead',
      certificate: 'good',
    },
    decision: { because: '' },
  } as unknown as Assessed;
  return planOf(assessed, preferences).portsOver;
}

test('published ports: with steady a tunnel that no VPN touches comes first; one may do without tunnels', () => {
  const local = '127.0.0.1';
  assert.deepEqual(portsOver(local, { prefer: 'steady', tunnels: true }), ['tunnel', 'direct']);
  assert.deepEqual(portsOver(local, { prefer: 'fast', tunnels: true }), ['direct', 'tunnel']);
  assert.deepEqual(portsOver(guestIp, { prefer: 'steady', tunnels: true }), ['direct', 'tunnel']);
  assert.deepEqual(portsOver(local, { prefer: 'steady', tunnels: false }), ['direct']);
});
