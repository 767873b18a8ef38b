import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MachineView, Snapshot } from '../../../shared/snapshot.ts';

import { hijacked, machineView, snapshot } from '../../testing/snapshots.ts';
import { read } from '../../reading.ts';
import type { Finding } from '../../../shared/control/doctor.ts';
import { advisedFindings } from './advised.ts';
import { toFinding } from './check.ts';
import type { Scene } from './scene.ts';
import { shellFindings } from './shell.ts';
import { parseSession, stateChecks } from './states.ts';
import { accountedFor } from './supersede.ts';

const now = Date.parse('2026-11-27T06:40:40Z');
const silent = { kind: 'silent' } as const;

interface Given {
  readonly view?: Partial<MachineView>;
  readonly info?: string;
  readonly vpn?: boolean;
  readonly madeAt?: number;
  readonly dockerMachine?: boolean;
}

async function look({ view, info = '', vpn, madeAt, dockerMachine }: Given): Promise<readonly string[]> {
  const scene = {
    snapshot: vpn === true ? hijacked() : snapshot(),
    patients: [
      {
        machine: { name: 'default', driver: 'virtualbox', ssh: { keyPath: '/store/id_rsa' } },
        view: machineView(view),
        vm: read({}),
      },
    ],
    platform: 'macos',
    now,
    ask: (program: string) =>
      program === 'VBoxManage' || dockerMachine === true
        ? Promise.resolve(info)
        : Promise.reject(new Error('it is not there')),
    readWritten: () => Promise.resolve(madeAt),
  } as unknown as Scene;
  const found = await Promise.all(
    stateChecks.filter((check) => check.applies(scene) === true).map((check) => check.look(scene)),
  );
  return found.flat().map(({ id }) => id);
}

test('VM_LOCKED: a machine that is off while something holds its lock', async () => {
  const off = { state: 'off', path: 'none' } as const;
  assert.deepEqual(await look({ view: off, info: 'VMState="poweroff"\nSessionName="GUI/Qt"\n' }), [
    'VM_LOCKED',
  ]);
  assert.deepEqual(await look({ view: off, info: 'VMState="poweroff"\nSessionName=""\n' }), []);
  // The lock of a machine that runs is its own.
  assert.deepEqual(await look({ info: 'VMState="running"\nSessionName="headless"\n' }), []);
});

test('NOT_READY: a machine that was started a moment ago and does not answer, and not one that does', async () => {
  const booting = 'SessionName="headless"\nVMStateChangeTime="2026-11-27T06:40:28.123000000"\n';
  const none = { path: 'none', direct: { kind: 'refused' } } as const;
  assert.deepEqual(await look({ view: none, info: booting }), ['NOT_READY']);
  assert.deepEqual(await look({ info: booting }), []);
  assert.deepEqual(await look({ view: none, info: booting.replace('06:40:28', '06:30:28') }), []);
});

test('NOT_READY accounts for an SSH and an engine that are not up yet', () => {
  const find = (id: 'NOT_READY' | 'SSH_255' | 'DAEMON_NOT_LISTENING'): Finding =>
    toFinding({ id, machine: 'default', sentence: id }, snapshot());
  const kept = accountedFor([find('SSH_255'), find('NOT_READY'), find('DAEMON_NOT_LISTENING')]);
  assert.deepEqual(
    kept.map(({ id }) => id),
    ['NOT_READY'],
  );
});

test('TLS_DIAL_TIMEOUT: silence with a right route and no VPN', async () => {
  assert.deepEqual(await look({ view: { direct: silent } }), ['TLS_DIAL_TIMEOUT']);
  assert.deepEqual(await look({ view: { direct: silent }, vpn: true }), []);
  assert.deepEqual(await look({ view: { direct: silent, route: { kind: 'lost' } } }), []);
});

test('TLS_DIAL_TIMEOUT: a filter without any VPN is not laid to one', () => {
  const advisories = [
    { code: 'packets-filtered', severity: 'warning', machine: 'default', title: '', sentence: '' },
  ].map((one) => ({ ...one, since: new Date(now).toISOString(), evidence: [] })) as Snapshot['advisories'];
  const ids = (seen: Snapshot): readonly string[] =>
    advisedFindings({ ...seen, advisories }).map(({ id }) => id);
  assert.deepEqual(ids(snapshot()), ['TLS_DIAL_TIMEOUT']);
  assert.deepEqual(ids(hijacked()), ['VPN_PF_BLOCK']);
});

test('CREATE_UNREACHABLE: a new machine behind a VPN; ENV_TLS_CHECK: where docker-machine is installed', async () => {
  const behindVpn = { view: { direct: silent }, vpn: true };
  assert.deepEqual(await look({ ...behindVpn, madeAt: now - 60_000 }), ['CREATE_UNREACHABLE']);
  const taken = { direct: { kind: 'untried' }, route: { kind: 'taken' } } as const;
  assert.deepEqual(await look({ view: taken, vpn: true, madeAt: now - 60_000 }), ['CREATE_UNREACHABLE']);
  assert.deepEqual(await look({ ...behindVpn, madeAt: now - 7_200_000 }), []);
  assert.deepEqual(await look(behindVpn), []);
  assert.deepEqual(await look({ vpn: true, madeAt: now }), []);
  assert.deepEqual(await look({ view: { direct: silent }, vpn: true, dockerMachine: true }), [
    'ENV_TLS_CHECK',
  ]);
  assert.deepEqual(await look({ vpn: true, dockerMachine: true }), []);
});

test('what VirtualBox says of the lock and of the state is read', () => {
  assert.deepEqual(parseSession(''), { session: undefined, changedAt: undefined });
  assert.deepEqual(
    parseSession('SessionName="headless"\r\nVMStateChangeTime="2016-05-10T09:00:00.000000000"\r\n'),
    {
      session: 'headless',
      changedAt: Date.parse('2016-05-10T09:00:00Z'),
    },
  );
});

test('CERT_NO_127: a shell that names 127.0.0.1, and a certificate that does not', () => {
  const named = (names: readonly string[]): readonly string[] => {
    const { certificate } = machineView();
    assert.ok(certificate);
    const machines = [machineView({ certificate: { ...certificate, names: [...names] } })];
    const variables = { DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_TLS_VERIFY: '1' };
    return shellFindings(variables, snapshot({ machines })).map(({ id }) => id);
  };
  assert.deepEqual(named(['localhost', '192.168.99.100']), ['CERT_NO_127']);
  assert.deepEqual(named(['localhost', '127.0.0.1', '192.168.99.100']), []);
});
