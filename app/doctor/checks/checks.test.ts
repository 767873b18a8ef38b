import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hijacked, snapshot } from '../../testing/snapshots.ts';
import { always, type Check } from './check.ts';
import { examine } from './examine.ts';
import { parseGuestFacts } from './guest-facts.ts';
import type { Scene } from './scene.ts';
import { shellFindings } from './shell.ts';
import { parseDhcp } from './vm.ts';

test('what a guest says is read, and a guest that says nothing is no guest', () => {
  const text = 'clock 1000\r\ndisk 97%\nengine stale-pid\nresolvers 10.0.2.3 8.8.8.8\nmtu 1500\n';
  assert.deepEqual(parseGuestFacts(text, 1_090_000), {
    clockAheadS: -90,
    diskPercent: 97,
    engine: 'stale-pid',
    resolvers: ['10.0.2.3', '8.8.8.8'],
    mtu: 1500,
  });
  assert.throws(() => parseGuestFacts('', 0), /what time it is/);
});

test('DHCP servers are read in both forms of VirtualBox', () => {
  const old =
    'NetworkName:    HostInterfaceNetworking-vboxnet0\nIP:             192.168.99.6\nEnabled:        No\n';
  const late =
    'NetworkName:    HostInterfaceNetworking-vboxnet1\nDhcpd IP:       192.168.99.6\nEnabled:        Yes\n';
  assert.deepEqual(parseDhcp(`${old}\n${late}`), [
    { network: 'HostInterfaceNetworking-vboxnet0', enabled: false },
    { network: 'HostInterfaceNetworking-vboxnet1', enabled: true },
  ]);
});

test('the variables of a shell are judged by the machines there are', () => {
  const ids = (environment: NodeJS.ProcessEnv): readonly string[] =>
    shellFindings(environment, hijacked()).map(({ id }) => id);
  const address = hijacked().machines[0]?.guestIp ?? '';
  assert.deepEqual(ids({}), []);
  assert.deepEqual(ids({ DOCKER_HOST: 'tcp://192.168.99.222:2376', DOCKER_TLS_VERIFY: '1' }), [
    'ENV_STALE_IP',
  ]);
  assert.deepEqual(ids({ DOCKER_HOST: `tcp://${address}:2376` }), ['TLS_PLAIN']);
  assert.deepEqual(ids({ DOCKER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'y' }), ['ENV_BEATS_CONTEXT']);
  const proxied = { DOCKER_HOST: `tcp://${address}:2376`, DOCKER_TLS_VERIFY: '1', HTTPS_PROXY: 'http://p:1' };
  assert.deepEqual(ids(proxied), ['PROXY_FORBIDDEN']);
  assert.deepEqual(ids({ ...proxied, NO_PROXY: address }), []);
});

test('a check that fails hides nothing of the others, and says why', async () => {
  const fails: Check = { name: 'one', applies: always, look: () => Promise.reject(new Error('it is dark')) };
  const finds: Check = {
    name: 'two',
    applies: always,
    look: () => Promise.resolve([{ id: 'HOST_NOT_RUNNING', machine: 'default', sentence: 'It is off.' }]),
  };
  const skips: Check = { name: 'three', applies: () => 'no reason to', look: () => Promise.resolve([]) };
  const result = await examine({ snapshot: snapshot() } as Scene, [fails, finds, skips]);
  assert.ok(result.findings.some(({ id }) => id === 'HOST_NOT_RUNNING'));
  assert.deepEqual(
    result.checks.slice(1).map(({ state }) => state),
    ['unchecked', 'found', 'not-applicable'],
  );
  assert.match(result.checks[1]?.reason ?? '', /because it is dark/);
});
