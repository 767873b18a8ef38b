import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../testing/temporary.ts';
import { parseConfig } from './config.ts';
import type { Machine } from './machine.ts';
import { minikubeStore } from './minikube.ts';
import { readStore, storeBases } from './store.ts';

const place = { store: '/s', directory: '/s/machines/m', name: 'm' };

/** What a driver of libmachine writes beside the fields that all have, and where its engine and sshd are then. */
const drivers: Readonly<Record<string, readonly [fields: object, ssh: string, engine: string]>> = {
  generic: [
    {
      IPAddress: '10.0.0.5',
      SSHUser: 'me',
      SSHPort: 2222,
      EnginePort: 2377,
      SSHKey: '/Users/me/.ssh/id_rsa',
    },
    'me@10.0.0.5:2222',
    '10.0.0.5:2377',
  ],
  vmwarefusion: [
    {
      IPAddress: '172.16.238.128',
      SSHUser: 'docker',
      SSHPort: 22,
      ISO: '/iso',
      SSHPassword: 'x',
      NoShare: false,
    },
    'docker@172.16.238.128:22',
    '172.16.238.128:2376',
  ],
  vmware: [{ IPAddress: '172.16.238.129', SSHPort: 0 }, 'docker@172.16.238.129:22', '172.16.238.129:2376'],
  // As the plug-in writes it whole, the base driver's fields first; a stopped one has no address.
  'vmware stopped': [
    {
      IPAddress: '',
      SSHUser: 'docker',
      SSHPort: 22,
      SSHKeyPath: '',
      StorePath: '/s',
      SwarmMaster: false,
      SwarmHost: '',
      SwarmDiscovery: '',
      Memory: 1024,
      DiskSize: 20000,
      CPU: 1,
      ISO: '/s/machines/m/boot2docker.iso',
      Boot2DockerURL: '',
      SSHPassword: 'x',
      ConfigDriveISO: '/s/machines/m/configdrive.iso',
      ConfigDriveURL: '',
      NoShare: false,
      WaitIP: 30000,
      NetworkType: 'nat',
    },
    'docker@:22',
    'nowhere:2376',
  ],
  vmwareworkstation: [{ IPAddress: '192.168.7.9', SSHUser: '' }, 'docker@192.168.7.9:22', '192.168.7.9:2376'],
  'generic by a name': [
    { IPAddress: 'build.example.com', SSHUser: 'me', SSHPort: '2222', EnginePort: '2377' },
    'me@build.example.com:2222',
    'nowhere:2377',
  ],
  'generic with blanks': [
    { IPAddress: ' 10.0.0.5 ', SSHUser: 'me', SSHPort: ' 22 ', EnginePort: null, SSHKeyPath: null },
    'me@10.0.0.5:22',
    '10.0.0.5:2376',
  ],
  'generic with nonsense for ports': [
    { IPAddress: '10.0.0.5', SSHPort: 'ssh', EnginePort: -1 },
    'root@10.0.0.5:22',
    '10.0.0.5:2376',
  ],
  'parallels of today': [
    {
      IPAddress: '10.211.55.4',
      SSHUser: 'docker',
      SSHPort: 22,
      Memory: 1024,
      DiskSize: 20000,
      Boot2DockerURL: '',
      NestedVirtualization: true,
      ShareFolders: ['/Users'],
      NoShare: false,
    },
    'docker@10.211.55.4:22',
    '10.211.55.4:2376',
  ],
  vfkit: [
    { IPAddress: '192.168.106.5', Network: 'vmnet-shared', MACAddress: 'aa:bb', Cmdline: '', ExtraDisks: 0 },
    'docker@192.168.106.5:22',
    '192.168.106.5:2376',
  ],
  'qemu2 with user networking': [
    { IPAddress: '127.0.0.1', Network: 'user', SSHPort: 50122, EnginePort: 50123, FirstQuery: true },
    'docker@127.0.0.1:50122',
    'nowhere:2376',
  ],
  'xhyve that never started': [{}, 'docker@:22', 'nowhere:2376'],
  parallels: [
    { IPAddress: '10.211.55.3', SSHPort: 22, VideoSize: 64 },
    'docker@10.211.55.3:22',
    '10.211.55.3:2376',
  ],
  xhyve: [
    {
      IPAddress: '192.168.64.2',
      CaCertPath: '',
      PrivateKeyPath: '',
      UUID: 'u',
      MacAddr: 'aa:bb',
      DiskSize: 20000,
    },
    'docker@192.168.64.2:22',
    '192.168.64.2:2376',
  ],
  hyperkit: [
    {
      IPAddress: '192.168.64.3',
      SSHUser: 'docker',
      SSHPort: 22,
      VSockPorts: null,
      NFSShares: [],
      Cmdline: '',
    },
    'docker@192.168.64.3:22',
    '192.168.64.3:2376',
  ],
  kvm2: [
    { IPAddress: '192.168.39.7', Network: 'default', PrivateNetwork: 'mk', SSHPort: 22 },
    'docker@192.168.39.7:22',
    '192.168.39.7:2376',
  ],
  qemu2: [
    { IPAddress: '127.0.0.1', Network: 'builtin', SSHPort: 54321, EnginePort: 54322 },
    'docker@127.0.0.1:54321',
    'nowhere:2376',
  ],
  'qemu2 with socket_vmnet': [
    { IPAddress: '192.168.105.4', Network: 'socket_vmnet', SSHPort: 22, EnginePort: 2376 },
    'docker@192.168.105.4:22',
    '192.168.105.4:2376',
  ],
  amazonec2: [
    { IPAddress: '3.120.1.2', SSHUser: 'ubuntu', SSHPort: 22, KeyName: 'k' },
    'ubuntu@3.120.1.2:22',
    '3.120.1.2:2376',
  ],
  none: [{ URL: 'tcp://10.0.0.9:2375', IPAddress: '' }, 'root@:22', '10.0.0.9:2375'],
  'a-plug-in': [{ IPAddress: '10.1.1.1' }, 'root@10.1.1.1:22', '10.1.1.1:2376'],
};

describe('config.json of every driver', () => {
  for (const [name, [fields, ssh, engine]] of Object.entries(drivers))
    test(`${name} is read, with its sshd and its engine`, () => {
      const DriverName = name.split(' ')[0] ?? '';
      const parsed = parseConfig(
        { ConfigVersion: 3, DriverName, Driver: { MachineName: 'm', ...fields } },
        place,
      );
      assert.equal(parsed.kind, 'machine', JSON.stringify(parsed));
      const { machine } = parsed;
      assert.equal(machine.driver, DriverName);
      assert.equal(`${machine.ssh.user}@${machine.ssh.host}:${machine.ssh.port}`, ssh);
      assert.equal(`${machine.guestIp ?? 'nowhere'}:${machine.engine.port}`, engine);
    });

  test('clusters in containers and on the bare computer are no machines', () => {
    for (const DriverName of ['docker', 'podman', 'none', 'mock'])
      assert.equal(parseConfig({ DriverName, Driver: { IPAddress: '192.168.49.2' } }, place).kind, 'no-vm');
  });

  test('hostile fields of a driver name nobody to dial', () => {
    const hostile = [
      'tcp://evil.example:2376',
      'tcp://127.0.0.1:2376',
      'tcp://10.0.0.1:99999',
      'unix:///x',
      'tcp://10.0.0.1:22;rm',
    ];
    for (const URL of hostile)
      assert.equal(parseConfig({ DriverName: 'none', Driver: { URL } }, place).kind, 'no-vm', URL);
    for (const IPAddress of [
      '-oProxyCommand=x',
      '$(id)',
      'a b',
      '127.0.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '::1%lo0/..',
    ]) {
      const parsed = parseConfig({ DriverName: 'qemu', Driver: { IPAddress } }, place);
      if (parsed.kind !== 'machine') continue;
      assert.equal(parsed.machine.guestIp, undefined, IPAddress);
      assert.doesNotMatch(parsed.machine.ssh.host, /^-|[\s$();/]/, IPAddress);
      assert.notEqual(`${parsed.machine.ssh.host}:${parsed.machine.ssh.port}`, '127.0.0.1:22');
    }
  });
});

/** A cluster as minikube keeps it: certificates in `certs`, the server's beside the machines, a profile. */
async function cluster(
  store: string,
  options: { name: string; runtime?: string; profile?: string },
): Promise<void> {
  const { name, runtime, profile = name } = options;
  const machine = path.join(store, 'machines', name);
  await mkdir(machine, { recursive: true });
  const certs = path.join(store, 'certs');
  await mkdir(certs, { recursive: true });
  const config = {
    ConfigVersion: 3,
    DriverName: 'hyperkit',
    Driver: { IPAddress: '192.168.64.3', MachineName: name, SSHUser: 'docker', SSHPort: 22, SSHKeyPath: '' },
    HostOptions: {
      AuthOptions: {
        CertDir: store,
        CaCertPath: path.join(certs, 'ca.pem'),
        CaPrivateKeyPath: path.join(certs, 'ca-key.pem'),
        ServerCertPath: path.join(store, 'machines/server.pem'),
        ServerKeyPath: path.join(store, 'machines/server-key.pem'),
        ClientKeyPath: path.join(certs, 'key.pem'),
        ClientCertPath: path.join(certs, 'cert.pem'),
      },
    },
  };
  await writeFile(path.join(machine, 'config.json'), JSON.stringify(config));
  await writeFile(path.join(store, 'machines/server.pem'), '');
  if (runtime === undefined) return;
  const folder = path.join(store, 'profiles', profile);
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'config.json'),
    JSON.stringify({ Driver: 'hyperkit', KubernetesConfig: { ContainerRuntime: runtime } }),
  );
}

async function machinesOf(store: string): Promise<readonly Machine[]> {
  const reading = await readStore(store);
  assert.equal(reading.kind, 'read');
  return reading.value.flatMap((entry) => (entry.kind === 'machine' ? [entry.machine] : []));
}

describe("minikube's store", () => {
  test('is found beside the usual one, wherever it was moved, and only when it is there', async () => {
    using folder = temporaryFolder();
    const usual = folder.at('.docker/machine');
    assert.deepEqual(storeBases([], {}, folder.path), [usual]);
    await mkdir(folder.at('.minikube/machines'), { recursive: true });
    assert.deepEqual(storeBases([], {}, folder.path), [usual, folder.at('.minikube')]);
    assert.deepEqual(storeBases(['/a'], {}, folder.path), ['/a']);
    assert.equal(minikubeStore({ MINIKUBE_HOME: '/x' }, '/Users/me'), '/x/.minikube');
    assert.equal(minikubeStore({ MINIKUBE_HOME: '/x/.minikube' }, '/Users/me'), '/x/.minikube');
    assert.equal(minikubeStore({ MINIKUBE_HOME: '' }, '/Users/me'), '/Users/me/.minikube');
  });

  test('keeps the certificates of clients in certs, which becomes DOCKER_CERT_PATH', async () => {
    using folder = temporaryFolder();
    const store = folder.at('.minikube');
    await cluster(store, { name: 'minikube', runtime: 'docker' });
    const [machine] = await machinesOf(store);
    assert.equal(machine?.certPath, path.join(store, 'certs'));
    assert.equal(machine.certificates.serverCert, path.join(store, 'machines/server.pem'));
    assert.equal(machine.ssh.keyPath, path.join(store, 'machines/minikube/id_rsa'));
    await writeFile(path.join(machine.directory, 'cert.pem'), '');
    assert.equal((await machinesOf(store))[0]?.certPath, undefined);
  });

  test('a cluster without Docker is no machine of ours, nor are its further nodes', async () => {
    using folder = temporaryFolder();
    const store = folder.at('.minikube');
    await cluster(store, { name: 'minikube', runtime: 'containerd' });
    await cluster(store, { name: 'minikube-m02' });
    await cluster(store, { name: 'old' });
    await cluster(store, { name: 'work', runtime: '' });
    assert.deepEqual(
      (await machinesOf(store)).map(({ name }) => name),
      ['old', 'work'],
    );
    await writeFile(path.join(store, 'profiles/minikube/config.json'), '{"KubernetesConfig": 7');
    assert.equal((await machinesOf(store)).length, 4);
  });
});
