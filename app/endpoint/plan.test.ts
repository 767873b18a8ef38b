import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Assessed } from '../reconcile/advise/finding.ts';
import { machineView } from '../testing/machine-config.ts';
import { planOf, type Plan, type Preferences } from './plan.ts';

const guestIp = '192.168.99.100';

/** The plan for a machine whose SSH server is reached at this address. */
function planAt(sshHost: string, preferences: Preferences, more: object = {}): Plan {
  const machine = machineView({ base: '/store', name: 'default', guestIp, sshPort: 22 });
  const assessed = {
    seen: {
      machine: { ...machine, ssh: { ...machine.ssh, host: sshHost } },
      guestIp,
      vm: { kind: 'unreadable', reason: '' },
      ...more,
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
  return planOf(assessed, preferences);
}

test('published ports: with steady a tunnel that no VPN touches comes first; one may do without tunnels', () => {
  const local = '127.0.0.1';
  assert.deepEqual(planAt(local, { prefer: 'steady', tunnels: true }).portsOver, ['tunnel', 'direct']);
  assert.deepEqual(planAt(local, { prefer: 'fast', tunnels: true }).portsOver, ['direct', 'tunnel']);
  assert.deepEqual(planAt(guestIp, { prefer: 'steady', tunnels: true }).portsOver, ['direct', 'tunnel']);
  assert.deepEqual(planAt(local, { prefer: 'steady', tunnels: false }).portsOver, ['direct']);
});

test('a tunnel whose SSH connection is being made is coming, and one that was looked at is not', () => {
  const preferences = { prefer: 'steady', tunnels: true } as const;
  const coming = (tunnel: object | undefined) => planAt(guestIp, preferences, { tunnel }).coming;
  assert.deepEqual(coming({ kind: 'untried' }), [{ kind: 'tunnel', host: '127.0.0.1', port: 2376 }]);
  assert.deepEqual(coming({ kind: 'silent' }), []);
  assert.deepEqual(coming(undefined), []);
});
