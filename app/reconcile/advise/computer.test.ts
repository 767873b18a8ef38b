import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, unreadable } from '../../reading.ts';
import { machineView } from '../../testing/machine-config.ts';
import { adviseComputer } from './computer.ts';
import type { AdviseContext } from './finding.ts';

test('a selected context of ours whose machine is gone is said, with another one to select', () => {
  const machine = machineView({ base: '/store', name: 'work', guestIp: '192.168.99.5', sshPort: 22 });
  const said = (of: string, more: object = {}): readonly (readonly [string, string | undefined])[] => {
    const observation = {
      table: read({ rows: [], skipped: [] }),
      interfaces: read([]),
      stores: read([{ kind: 'machine', machine }]),
      machines: [],
      hypervisor: unreadable('not asked'),
      context: { name: 'fairlead-dev', host: `unix://${of}/docker.sock` },
      ...more,
    };
    return adviseComputer({ observation } as unknown as AdviseContext, '/h').map(
      ({ code, fix }) => [code, fix?.command] as const,
    );
  };
  const gone = '/h/machines/dev';
  assert.deepEqual(said(gone), [['context-on-dead-path', 'docker context use fairlead-work']]);
  assert.deepEqual(said(gone, { stores: read([]) }), [
    ['context-on-dead-path', 'docker context use default'],
  ]);
  assert.deepEqual(said('/h/machines/work'), []);
  assert.deepEqual(said('/another/machines/dev'), [], 'another Fairlead may serve it');
  assert.deepEqual(said(gone, { stores: unreadable('no') }).length, 1, 'only the store');
});
