import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { listens } from '../../everyday/listens.ts';
import { parseIpv4 } from '../../route/cidr.ts';
import { hijacked, snapshot } from '../../testing/snapshots.ts';
import { always, type Check } from './check.ts';
import { examine } from './examine.ts';
import { parseGuestFacts } from './guest-facts.ts';
import type { Scene } from './scene.ts';
import { shellFindings, type LocalDocker } from './shell.ts';
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
    'NetworkName:    HostInterfaceNetworking-vboxnet1\nDhcpd IP:       192.168.99.6\nLowerIPAddress: 192.168.99.100\nUpperIPAddress: 192.168.99.254\nEnabled:        Yes\n';
  assert.deepEqual(parseDhcp(`${old}\n${late}`), [
    { network: 'HostInterfaceNetworking-vboxnet0', enabled: false, lower: undefined, upper: undefined },
    {
      network: 'HostInterfaceNetworking-vboxnet1',
      enabled: true,
      lower: parseIpv4('192.168.99.100'),
      upper: parseIpv4('192.168.99.254'),
    },
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
  assert.deepEqual(ids({ ...proxied, NO_PROXY: 'example.com, 192.168.99.0/24' }), []);
  assert.deepEqual(ids({ ...proxied, NO_PROXY: '192.168.98.0/24' }), ['PROXY_FORBIDDEN']);
  const local = { DOCKER_HOST: 'tcp://localhost:2376', DOCKER_TLS_VERIFY: '1', https_proxy: 'http://p:1' };
  assert.deepEqual(ids(local), ['PROXY_FORBIDDEN']);
  assert.deepEqual(ids({ ...local, no_proxy: 'localhost' }), []);
});

test('a shell that leads where nobody is, or past the machines, is told so', () => {
  const none = snapshot({ machines: [] });
  const ids = (environment: NodeJS.ProcessEnv, local: LocalDocker, seen = snapshot()): readonly string[] =>
    shellFindings(environment, seen, local).map(({ id, severity }) => `${id} ${severity}`);
  const local = { socket: true, context: undefined };
  const tls = { DOCKER_TLS_VERIFY: '1' };
  const guest = { DOCKER_HOST: 'tcp://192.168.99.100:2376', ...tls };
  assert.deepEqual(ids(guest, local, none), ['ENV_STALE_IP warning']);
  assert.deepEqual(ids({ DOCKER_HOST: 'tcp://192.168.7.9:2376', ...tls }, local, none), []);
  const here = { DOCKER_HOST: 'tcp://localhost:2380', ...tls };
  assert.deepEqual(ids(here, { ...local, hostListens: false }), ['ENV_STALE_IP warning']);
  assert.deepEqual(ids(here, { ...local, hostListens: true }), []);
  const forward = { DOCKER_HOST: 'tcp://localhost:2376', ...tls };
  assert.deepEqual(ids(forward, { ...local, hostListens: false }), []);
  const socket = { DOCKER_HOST: 'unix:///Users/somebody/.docker/run/docker.sock' };
  assert.deepEqual(ids(socket, { ...local, hostListens: false }), ['NO_SOCKET warning']);
  assert.deepEqual(ids(socket, { ...local, hostListens: true }), ['ENV_BEATS_CONTEXT info']);
  assert.deepEqual(ids({ DOCKER_CONTEXT: 'desktop-linux' }, { ...local, context: 'fairlead' }), [
    'ENV_BEATS_CONTEXT info',
  ]);
  assert.deepEqual(ids({}, { socket: false, context: undefined }, none), ['NO_SOCKET info']);
});

test('whether somebody listens is asked of this computer only', async () => {
  const { signal } = new AbortController();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  assert.equal(await listens(`tcp://127.0.0.1:${port}`, signal), true);
  server.close();
  await once(server, 'close');
  assert.equal(await listens(`tcp://127.0.0.1:${port}`, signal), false);
  assert.equal(await listens('unix:///not/there.sock', signal), false);
  assert.equal(await listens('tcp://192.0.2.1:2376', signal), undefined);
  assert.equal(await listens('', signal), undefined);
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
