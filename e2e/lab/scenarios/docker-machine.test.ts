import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { makeMachine } from '../../../app/testing/make-store.ts';
import { findProgram } from '../needs.ts';
import { giveToUser } from '../vm-files.ts';
import { labTest, local } from './lab-test.ts';
import { MachineDriver } from './machine-driver.ts';

labTest(
  "what docker-machine's driver calls makes a machine, and Fairlead keeps it reachable",
  { limitMs: 120_000 },
  async (play, lab) => {
    await play.step('default answers', play.dockerAnswers());
    const { names } = lab;
    const guestIp = '192.168.99.101';
    const made = await makeMachine({ base: names.store, name: 'dev', guestIp, sshPort: 49_501 });
    const folder = made.machine.directory;
    copyFileSync(path.join(names.store, 'cache/boot2docker.iso'), path.join(folder, 'boot2docker.iso'));
    giveToUser(folder);
    const driver = new MachineDriver(lab, made);
    await driver.create();
    assert.equal(await driver.address(), guestIp, 'the lowest address that DHCP has left');
    await driver.provision();
    await play.step('Docker in the new machine answers', play.dockerAnswers({ machine: 'dev' }), 20_000);

    lab.permission(false);
    await lab.vpn.connect('whole-network');
    await play.step(
      'it answers over its forward while a VPN has its network',
      play.dockerAnswers({ machine: 'dev', through: local }),
    );
    await lab.vpn.disconnect();

    await driver.stop();
    assert.equal(await driver.state(), 'poweroff');
    assert.equal(await driver.start(), guestIp, 'the same lease');
    await play.daemon.fairlead(['fix']);
    await play.step('it answers after a stop and a start', play.dockerAnswers({ machine: 'dev' }), 20_000);
    await driver.remove();
    assert.equal(existsSync(folder), false, 'nothing of it is left in the store');
    assert.equal(await driver.vbox('list', 'vms').then((told) => told.includes('"dev"')), false);
  },
);

labTest(
  'docker-machine itself creates, stops, starts and removes a machine, and goes on with ours',
  {
    limitMs: 240_000,
    lab: { vpn: false },
    skip: findProgram('docker-machine') === undefined ? 'docker-machine is not installed' : undefined,
  },
  async (play, lab) => {
    const machine = async (...words: readonly string[]): Promise<string> => {
      const answer = await lab.onMac([path.join(lab.names.bin, 'docker-machine'), ...words], {
        timeoutMs: 120_000,
        env: { VIRTUALBOX_NO_VTX_CHECK: 'true', VIRTUALBOX_DISK_SIZE: '200', SHELL: '/bin/bash' },
      });
      assert.equal(answer.exitCode, 0, `docker-machine ${words.join(' ')}: ${answer.stderr}${answer.stdout}`);
      return answer.stdout.trim();
    };
    const keysOf = (name: string): readonly string[] =>
      paths(JSON.parse(readFileSync(path.join(lab.names.store, 'machines', name, 'config.json'), 'utf8')));
    const ours = keysOf('default');
    assert.equal(await machine('status', 'default'), 'Running');
    assert.equal(await machine('ip', 'default'), '192.168.99.100');
    assert.match(await machine('env', 'default'), /^export DOCKER_HOST="tcp:\/\/192\.168\.99\.100:2376"$/m);
    await machine('restart', 'default');

    assert.match(await machine('create', '--driver', 'virtualbox', 'dev'), /Docker is up and running!/);
    assert.deepEqual(keysOf('dev'), ours, 'config.json has the same fields in the same order');
    await play.daemon.fairlead(['fix']);
    await play.step('Docker in the new machine answers', play.dockerAnswers({ machine: 'dev' }), 20_000);
    await machine('stop', 'dev');
    assert.equal(await machine('status', 'dev'), 'Stopped');
    await machine('start', 'dev');
    await machine('regenerate-certs', '--force', 'dev');
    assert.match(await machine('ls', '--format', '{{.Name}} {{.State}} {{.Error}}'), /^dev Running\s*$/m);
    await machine('rm', '--force', 'dev');
    assert.equal(existsSync(path.join(lab.names.store, 'machines/dev')), false);
  },
);

/** Of every value in a JSON document, in order, with its type. */
function paths(value: unknown, at = ''): readonly string[] {
  const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  if (kind !== 'object') return [`${at}: ${kind}`];
  return Object.entries(value as object).flatMap(([key, inner]) => paths(inner, `${at}/${key}`));
}
