import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { formatCidr } from '../route/cidr.ts';
import { parseConfig } from './config.ts';
import type { Machine } from './machine.ts';

const place = { store: '/s', directory: '/s/machines/default', name: 'default' };

function machineOf(config: object): Machine {
  const parsed = parseConfig(config, place);
  assert.equal(parsed.kind, 'machine', JSON.stringify(parsed));
  return parsed.machine;
}
const reasonOf = (config: unknown): string => {
  const parsed = parseConfig(config, place);
  return parsed.kind === 'bad' ? parsed.reason : 'no complaint';
};
const withDriver = (driver: object, driverName = 'virtualbox'): object => ({
  ConfigVersion: 3,
  DriverName: driverName,
  Driver: driver,
});

suite('config.json of every ConfigVersion', () => {
  test('3: everything from AuthOptions and the driver', () => {
    const machine = machineOf({
      ConfigVersion: 3,
      DriverName: 'virtualbox',
      Name: 'default',
      RawDriver: 'eyJhIjoxfQ==',
      Driver: {
        IPAddress: '192.168.99.100',
        MachineName: 'default',
        SSHUser: 'docker',
        SSHPort: 49417,
        SSHKeyPath: '/k e y/id_rsa',
        HostOnlyCIDR: '192.168.99.1/24',
      },
      HostOptions: {
        EngineOptions: { ArbitraryFlags: ['--live-restore=true'] },
        AuthOptions: {
          CertDir: '/certs',
          CaCertPath: '/elsewhere/ca.pem',
          CaPrivateKeyPath: '/elsewhere/ca-key.pem',
          ClientCertPath: '/certs/cert.pem',
          ClientKeyPath: '/certs/key.pem',
          ServerCertPath: '/s/machines/default/server.pem',
          ServerKeyPath: '/s/machines/default/server-key.pem',
          ServerCertSANs: ['127.0.0.1'],
          StorePath: '/s',
        },
      },
    });
    assert.ok(machine.hostOnly);
    assert.equal(formatCidr(machine.hostOnly), '192.168.99.0/24');
    assert.equal(machine.hostOnlyAddress, '192.168.99.1');
    assert.deepEqual(machine.ssh, {
      host: '127.0.0.1',
      port: 49417,
      user: 'docker',
      keyPath: '/k e y/id_rsa',
    });
    assert.deepEqual(machine.engine, { port: 2376, liveRestore: true });
    assert.equal(machine.certificates.caKey, '/elsewhere/ca-key.pem');
    assert.deepEqual(machine.certificates.serverSans, ['127.0.0.1']);
  });

  test('1 and 2: the key of the CA under its old name', () => {
    const auth = { CaCertPath: '/c/ca.pem', PrivateKeyPath: '/c/k.pem' };
    for (const ConfigVersion of [1, 2])
      assert.equal(
        machineOf({ ConfigVersion, Driver: {}, HostOptions: { AuthOptions: auth } }).certificates.caKey,
        '/c/k.pem',
      );
  });

  test('0: flat paths and no version', () => {
    const { certificates } = machineOf({ Driver: {}, CaCertPath: '/c/ca.pem', PrivateKeyPath: '/c/k.pem' });
    assert.deepEqual([certificates.ca, certificates.caKey], ['/c/ca.pem', '/c/k.pem']);
  });

  test('what is left empty has the usual place, beside the CA where that is given', () => {
    const usual = machineOf({
      ConfigVersion: 3,
      Driver: {},
      HostOptions: { AuthOptions: { CaCertPath: '' } },
    });
    assert.equal(usual.certificates.ca, '/s/certs/ca.pem');
    assert.equal(usual.certificates.serverKey, '/s/machines/default/server-key.pem');
    assert.equal(usual.ssh.keyPath, '/s/machines/default/id_rsa');
    const moved = machineOf({ Driver: {}, HostOptions: { AuthOptions: { CaCertPath: '/x/ca.pem' } } });
    assert.equal(moved.certificates.clientKey, '/x/key.pem');
  });

  test('relative paths count from the store', () => {
    assert.equal(machineOf({ Driver: {}, CaCertPath: 'certs/my.pem' }).certificates.ca, '/s/certs/my.pem');
  });

  test('a newer version is from the future', () => {
    const parsed = parseConfig({ ConfigVersion: 4, Driver: {} }, place);
    assert.ok(parsed.kind === 'bad' && parsed.why === 'from-the-future');
  });
});

suite('fields of config.json', () => {
  test('ssh goes through the forward, to the machine, or is not known yet', () => {
    const ssh = (driver: object, name?: string): string => {
      const { host, port, user } = machineOf(withDriver(driver, name)).ssh;
      return `${user}@${host}:${port}`;
    };
    assert.equal(ssh({ SSHPort: '49417' }), 'docker@127.0.0.1:49417');
    assert.equal(ssh({ SSHPort: 0 }), 'docker@:0');
    assert.equal(ssh({ SSHPort: 0, IPAddress: '192.168.99.100' }), 'docker@192.168.99.100:22');
    assert.equal(ssh({ IPAddress: '10.0.0.5', SSHUser: 'me' }, 'generic'), 'me@10.0.0.5:22');
    assert.equal(ssh({ IPAddress: 'box.example', SSHPort: 2222 }, 'generic'), 'root@box.example:2222');
    assert.equal(ssh({ IPAddress: '-oProxyCommand=x' }, 'generic'), 'root@:22');
  });

  test('an address that no machine can have is none', () => {
    for (const IPAddress of [
      '',
      'localhost',
      '127.0.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '192.168.99.0100',
      '1.2.3.4; x',
      null,
    ])
      assert.equal(machineOf(withDriver({ IPAddress })).guestIp, undefined);
    assert.equal(machineOf(withDriver({ IPAddress: '192.168.99.100' })).guestIp, '192.168.99.100');
  });

  test('a host-only network is never the whole internet, nor loopback, nor one host', () => {
    for (const HostOnlyCIDR of [
      '0.0.0.0/0',
      '10.0.0.1/0',
      '127.0.0.1/8',
      '192.168.99.1/32',
      '192.168.99.1',
      'x/24',
      '1.2.3.4/24/1',
    ])
      assert.equal(machineOf(withDriver({ HostOnlyCIDR })).hostOnly, undefined, HostOnlyCIDR);
  });

  test('live-restore in every spelling, the last one counting', () => {
    for (const [flags, expected] of [
      [['live-restore'], true],
      [['--live-restore'], true],
      [['-live-restore=1'], true],
      [['live-restore=true'], true],
      [['live-restore true'], true],
      [['live-restore=false'], false],
      [['live-restore', 'live-restore=false'], false],
      [['live-restore-not'], false],
      [['label=live-restore'], false],
      [[], false],
      [null, false],
    ] as const) {
      const config = { ...withDriver({}), HostOptions: { EngineOptions: { ArbitraryFlags: flags } } };
      assert.equal(machineOf(config).engine.liveRestore, expected, JSON.stringify(flags));
    }
  });

  test('what has the wrong form is named with its place', () => {
    assert.match(reasonOf(null), /no JSON object/);
    assert.match(reasonOf([]), /no JSON object/);
    assert.match(reasonOf({}), /Driver/);
    assert.match(reasonOf({ Driver: 'base64' }), /Driver/);
    assert.match(reasonOf({ ConfigVersion: 'three', Driver: {} }), /ConfigVersion/);
    assert.match(
      reasonOf({ Driver: {}, HostOptions: { AuthOptions: { CaCertPath: 42 } } }),
      /AuthOptions\.CaCertPath/,
    );
    assert.match(reasonOf({ Driver: { SSHKeyPath: 'a\0b' } }), /SSHKeyPath.*control character/);
    assert.match(reasonOf({ Driver: { SSHUser: '-oX' } }), /SSHUser/);
    assert.match(reasonOf({ Driver: { MachineName: '../other' } }), /copied or renamed/);
  });

  test('the name in the file does not matter, the directory does', () => {
    assert.equal(machineOf({ Name: 'old', Driver: {} }).name, 'default');
  });

  test('any JSON gives a machine or a reason, never an exception', () => {
    const driver = fc.dictionary(
      fc.constantFrom('IPAddress', 'SSHPort', 'SSHUser', 'HostOnlyCIDR', 'EnginePort'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => ['machine', 'bad'].includes(parseConfig(value, place).kind)),
    );
    fc.assert(
      fc.property(driver, (Driver) => ['machine', 'bad'].includes(parseConfig({ Driver }, place).kind)),
    );
  });
});
