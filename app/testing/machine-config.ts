import path from 'node:path';
import type { Machine } from '../machine/machine.ts';
import { parseCidr } from '../route/cidr.ts';
import type { MachineOptions } from './make-store.ts';

/** config.json, ConfigVersion 3, of the virtualbox driver, field for field and in docker-machine's order. */
export function machineConfig(options: MachineOptions): object {
  const { base, name, guestIp, sshPort } = options;
  const directory = path.join(base, 'machines', name);
  const certs = path.join(base, 'certs');
  return {
    ConfigVersion: 3,
    Driver: {
      IPAddress: guestIp,
      MachineName: name,
      SSHUser: options.sshUser ?? 'docker',
      SSHPort: sshPort,
      SSHKeyPath: path.join(directory, 'id_rsa'),
      StorePath: base,
      SwarmMaster: options.swarmMaster ?? false,
      SwarmHost: 'tcp://0.0.0.0:3376',
      SwarmDiscovery: '',
      VBoxManager: {},
      HostInterfaces: {},
      CPU: 1,
      Memory: 1024,
      DiskSize: 20000,
      NatNicType: '82540EM',
      Boot2DockerURL: '',
      Boot2DockerImportVM: '',
      HostDNSResolver: false,
      HostOnlyCIDR: options.hostOnlyCidr ?? hostOnlyCidrOf(guestIp),
      HostOnlyNicType: '82540EM',
      HostOnlyPromiscMode: 'deny',
      UIType: 'headless',
      HostOnlyNoDHCP: false,
      NoShare: false,
      DNSProxy: true,
      NoVTXCheck: false,
      ShareFolder: '',
    },
    DriverName: 'virtualbox',
    HostOptions: {
      Driver: '',
      Memory: 0,
      Disk: 0,
      EngineOptions: {
        ArbitraryFlags: [...(options.engineFlags ?? [])],
        Dns: null,
        GraphDir: '',
        Env: [],
        Ipv6: false,
        InsecureRegistry: [],
        Labels: [],
        LogLevel: '',
        StorageDriver: '',
        SelinuxEnabled: false,
        TlsVerify: true,
        RegistryMirror: [],
        InstallURL: 'https://get.docker.com',
      },
      SwarmOptions: {
        IsSwarm: options.swarmMaster ?? false,
        Address: '',
        Discovery: '',
        Agent: false,
        Master: options.swarmMaster ?? false,
        Host: 'tcp://0.0.0.0:3376',
        Image: 'swarm:latest',
        Strategy: 'spread',
        Heartbeat: 0,
        Overcommit: 0,
        ArbitraryFlags: [],
        ArbitraryJoinFlags: [],
        Env: null,
        IsExperimental: false,
      },
      AuthOptions: {
        CertDir: certs,
        CaCertPath: path.join(certs, 'ca.pem'),
        CaPrivateKeyPath: path.join(certs, 'ca-key.pem'),
        CaCertRemotePath: '',
        ServerCertPath: path.join(directory, 'server.pem'),
        ServerKeyPath: path.join(directory, 'server-key.pem'),
        ClientKeyPath: path.join(certs, 'key.pem'),
        ServerCertRemotePath: '',
        ServerKeyRemotePath: '',
        ClientCertPath: path.join(certs, 'cert.pem'),
        ServerCertSANs: [...(options.sans ?? [])],
        StorePath: directory,
      },
    },
    Name: name,
  };
}

/** The same machine as the product reads it. */
export function machineView(options: MachineOptions): Machine {
  const { base, name, guestIp, sshPort } = options;
  const directory = path.join(base, 'machines', name);
  const certs = path.join(base, 'certs');
  const hostOnly = parseCidr(options.hostOnlyCidr ?? hostOnlyCidrOf(guestIp));
  return {
    name,
    store: base,
    directory,
    driver: 'virtualbox',
    guestIp,
    ...(hostOnly === undefined ? {} : { hostOnly }),
    ssh: {
      host: '127.0.0.1',
      port: sshPort,
      user: options.sshUser ?? 'docker',
      keyPath: path.join(directory, 'id_rsa'),
    },
    engine: {
      port: 2376,
      liveRestore: (options.engineFlags ?? []).some((flag) => /^live-restore(=true)?$/.test(flag)),
    },
    certificates: {
      ca: path.join(certs, 'ca.pem'),
      caKey: path.join(certs, 'ca-key.pem'),
      clientCert: path.join(certs, 'cert.pem'),
      clientKey: path.join(certs, 'key.pem'),
      serverCert: path.join(directory, 'server.pem'),
      serverKey: path.join(directory, 'server-key.pem'),
      serverSans: [...(options.sans ?? [])],
    },
  };
}

function hostOnlyCidrOf(guestIp: string): string {
  return `${guestIp.split('.').slice(0, 3).join('.')}.1/24`;
}
