/** Checks of what a stage cannot bring about, each with the facts it goes by, and with what is almost the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advisories, type AdvisoryCode } from '../../../shared/advisory.ts';
import { homeAt } from '../../home/home.ts';
import { read, unreadable } from '../../reading.ts';
import { hijacked, machineView, snapshot } from '../../testing/snapshots.ts';
import { advisedFindings } from './advised.ts';
import type { Check } from './check.ts';
import { computerChecks } from './computer.ts';
import { natChecks } from './nat.ts';
import type { Scene } from './scene.ts';
import { storeChecks } from './store.ts';
import { vmChecks } from './vm.ts';

const virtualbox = (view: Parameters<typeof machineView>[0] = {}, vm: unknown = read({ natRules: [] })) => ({
  machine: {
    name: 'default',
    driver: 'virtualbox',
    directory: '/store/machines/default',
    ssh: { keyPath: '/store/id_rsa' },
    certificates: { ca: '/ca.pem', clientCert: '/cert.pem' },
    engine: { port: 2376 },
  },
  view: machineView(view),
  vm,
});

/** What the named check finds, as ids; a check that does not apply finds nothing. */
async function found(checks: readonly Check[], name: RegExp, scene: object): Promise<readonly string[]> {
  const check = checks.find((one) => name.test(one.name));
  assert.ok(check, String(name));
  const whole = {
    snapshot: snapshot(),
    platform: 'macos',
    patients: [virtualbox()],
    userHome: '/Users/somebody',
    readFile: () => Promise.resolve(undefined),
    readMode: () => Promise.resolve(undefined),
    ...scene,
  } as unknown as Scene;
  if (check.applies(whole) !== true) return [];
  return (await check.look(whole)).map(({ id }) => id);
}

test('PULSE_HOSTS_EDIT: a hosts file without its line for localhost', async () => {
  const hosts = (text: string | undefined) => ({ readFile: () => Promise.resolve(text) });
  const name = /hosts file/;
  assert.deepEqual(await found(computerChecks, name, hosts('127.0.0.1\tlocalhost\n::1 localhost\n')), []);
  assert.deepEqual(await found(computerChecks, name, hosts('127.0.0.1 me.example.com localhost # x\n')), []);
  const without = ['', '# 127.0.0.1 localhost\n', '127.0.0.1 localhosts\n', '::1 localhost\n'];
  for (const text of without)
    assert.deepEqual(await found(computerChecks, name, hosts(text)), ['PULSE_HOSTS_EDIT'], text);
  await assert.rejects(found(computerChecks, name, hosts(undefined)), /cannot be read/);
});

test('SOCKET_FILTER: an active filter extension, where a machine is said to be out of reach', async () => {
  const line = (state: string): string =>
    `*\t*\tDE8Y96K9QP\tcom.cisco.anyconnect.macos.acsockext (5.0)\tCisco Socket Filter\t[${state}]\n`;
  const scene = (text: string, kind: 'unreachable' | 'answers') => ({
    ask: () => Promise.resolve(text),
    patients: [virtualbox({ direct: { kind } })],
  });
  const ask = (text: string, kind: 'unreachable' | 'answers'): Promise<readonly string[]> =>
    found(computerChecks, /filter extension/, scene(text, kind));
  assert.deepEqual(await ask(line('activated enabled'), 'unreachable'), ['SOCKET_FILTER']);
  assert.deepEqual(await ask(line('activated enabled'), 'answers'), []);
  assert.deepEqual(await ask(line('terminated waiting to uninstall on reboot'), 'unreachable'), []);
});

test('ADAPTER_INVISIBLE: no device of VirtualBox before version 7, and no machine that is up', async () => {
  const ask = (version: string, device: boolean, state: 'off' | 'running'): Promise<readonly string[]> =>
    found(computerChecks, /kernel extensions/, {
      hypervisorVersion: () => Promise.resolve(read(version)),
      readMode: () => Promise.resolve(device ? 0o600 : undefined),
      patients: [virtualbox({ state })],
    });
  assert.deepEqual(await ask('VirtualBox 6.1.50', false, 'off'), ['ADAPTER_INVISIBLE']);
  assert.deepEqual(await ask('VirtualBox 6.1.50', true, 'off'), []);
  assert.deepEqual(await ask('VirtualBox 7.0.8', false, 'off'), []);
  assert.deepEqual(await ask('VirtualBox 6.1.50', false, 'running'), []);
});

test('EXIT_NODE_BREAKS_VM_IP: Tailscale takes everything, and the machine is silent', async () => {
  const ask = (name: string, networks: readonly string[], kind: 'silent' | 'answers') => {
    const [vpn] = hijacked().vpns;
    const seen = snapshot({ vpns: vpn === undefined ? [] : [{ ...vpn, name, networks: [...networks] }] });
    return found(computerChecks, /exit node/, {
      snapshot: seen,
      patients: [virtualbox({ direct: { kind } })],
    });
  };
  const all = ['0.0.0.0/1', '128.0.0.0/1'];
  assert.deepEqual(await ask('Tailscale', all, 'silent'), ['EXIT_NODE_BREAKS_VM_IP']);
  assert.deepEqual(await ask('Tailscale', all, 'answers'), []);
  assert.deepEqual(await ask('Tailscale', ['100.64.0.0/10'], 'silent'), []);
  assert.deepEqual(await ask('WireGuard', all, 'silent'), []);
});

test('SOCKET_PATH_LONG: a home so deep that a socket cannot be bound in it', async () => {
  const ask = (root: string): Promise<readonly string[]> =>
    found(storeChecks, /paths of sockets/, { home: homeAt(root) });
  assert.deepEqual(await ask('/Users/somebody/.fairlead'), []);
  const ids = await ask(`/Users/somebody/${'x'.repeat(90)}`);
  assert.deepEqual([...new Set(ids)], ['SOCKET_PATH_LONG']);
});

test('STATE_TIMEOUT and what else VirtualBox says of a machine that cannot be read', async () => {
  const ask = (reason: string): Promise<readonly string[]> =>
    found(vmChecks, /VirtualBox answers/, { patients: [virtualbox({}, unreadable(reason))] });
  assert.deepEqual(await ask('VBoxManage did not answer within 10000 ms'), ['STATE_TIMEOUT']);
  assert.deepEqual(await ask('VBoxManage: error: The object is not ready'), ['NOT_READY']);
  await assert.rejects(ask('it is dark'), /it is dark/);
});

test('DHCP_MISMATCH: an address that the server does not hand out', async () => {
  const text = (lower: string): string =>
    `NetworkName:    HostInterfaceNetworking-vboxnet0\nIP:             192.168.99.6\nlowerIPAddress: ${lower}\nupperIPAddress: 192.168.99.254\nEnabled:        Yes\n`;
  const ask = (lower: string): Promise<readonly string[]> =>
    found(vmChecks, /lease range/, {
      ask: () => Promise.resolve(text(lower)),
      patients: [virtualbox({}, read({ hostOnly: { kind: 'adapter', name: 'vboxnet0' }, natRules: [] }))],
    });
  assert.deepEqual(await ask('192.168.99.100'), []);
  assert.deepEqual(await ask('192.168.99.150'), ['DHCP_MISMATCH']);
});

test('PORT_BUSY: two machines that run want one port of this computer', async () => {
  const rule = {
    name: 'x',
    protocol: 'tcp',
    hostIp: '127.0.0.1',
    hostPort: 2376,
    guestIp: '',
    guestPort: 2376,
  };
  const one = virtualbox({}, read({ natRules: [rule] }));
  const other = { ...one, view: machineView({ name: 'work' }) };
  assert.deepEqual(await found(natChecks, /NAT rules/, { patients: [one, other] }), ['PORT_BUSY']);
  const off = { ...other, view: machineView({ name: 'work', state: 'off' }) };
  assert.deepEqual(await found(natChecks, /NAT rules/, { patients: [one, off] }), []);
});

test('what the loop advises is told as the symptom it is', () => {
  const symptoms: Partial<Record<AdvisoryCode, string>> = {
    'route-taken': 'GUEST_TIMEOUT_VPN',
    'route-lost': 'ROUTES_GONE_AFTER_VPN',
    'route-blocked-by-entry': 'ROUTE_EXISTS',
    'vpn-takes-routes-back': 'VPN_REDELETES',
    'vpn-reconnects-on-new-network': 'VPN_DROPS_ON_VM_START',
    'subnet-on-lan': 'SUBNET_OVERLAP',
    'localhost-broken': 'PULSE_HOSTS_EDIT',
    'local-network-privacy': 'LOCAL_NETWORK_PRIVACY',
    'network-range-refused': 'RANGE_DENIED',
    'engine-rejects-client': 'TLS_BAD_CERT',
    'guest-key-changed': 'SSH_255',
    'port-busy': 'PORT_BUSY',
  };
  for (const [code, id] of Object.entries(symptoms) as readonly (readonly [AdvisoryCode, string])[]) {
    const { severity, title } = advisories[code];
    const advisory = { code, severity, title, sentence: 'x', since: snapshot().at, evidence: [] };
    const [finding] = advisedFindings({ ...hijacked(), advisories: [advisory] });
    assert.deepEqual([finding?.id, finding?.severity], [id, severity], code);
    assert.ok((finding?.remedies.length ?? 0) > 0 && (finding?.links.length ?? 0) > 0, code);
  }
});
