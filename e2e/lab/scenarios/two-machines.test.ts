import assert from 'node:assert/strict';
import type { LabMachine } from '../machines.ts';
import { direct, labTest, local } from './lab-test.ts';

const together: readonly LabMachine[] = [
  { name: 'default', guestIp: '192.168.99.100' },
  { name: 'dev', guestIp: '192.168.99.101' },
];
const apart: readonly LabMachine[] = [
  { name: 'default', guestIp: '192.168.99.100' },
  { name: 'dev', guestIp: '192.168.98.100', adapter: 'vboxnet1' },
];

for (const [where, machines] of [
  ['on one network', together],
  ['on two networks', apart],
] as const)
  labTest(
    `two machines ${where}: each is reached, by a port of its own`,
    { lab: { machines }, before: (lab) => lab.permission(false) },
    async (play, lab) => {
      for (const { name } of machines)
        await play.step(`${name} answers`, play.dockerAnswers({ machine: name }), 15_000);
      await lab.vpn.connect('whole-network');
      await play.step(
        'default answers over its forward',
        play.dockerAnswers({ machine: 'default', through: local }),
      );
      await play.step('dev answers', play.dockerAnswers({ machine: 'dev' }));
      const names = await Promise.all(
        machines.map(async ({ name }) => {
          const env = await play.environment(name);
          return (await lab.docker(['info', '--format', '{{.Name}}'], { machine: name, env })).stdout.trim();
        }),
      );
      assert.deepEqual(names, ['default', 'dev'], 'nobody reaches the other one');
      await lab.vpn.disconnect();
    },
  );

for (const platform of ['linux', 'macos'] as const)
  labTest(
    `two machines on two networks: the route that was taken is put back, the other one is left alone (${platform})`,
    { lab: { machines: apart }, daemon: { platform } },
    async (play, lab) => {
      for (const { name } of apart)
        await play.step(`${name} answers`, play.dockerAnswers({ machine: name }), 15_000);
      await lab.vpn.connect('whole-network');
      await play.step('the route is repaired', play.kernelUses('vboxnet0'));
      assert.equal(await play.kernelUses('vboxnet1', '192.168.98.100')(), undefined);
      for (const { name } of apart)
        await play.step(
          `${name} answers directly`,
          play.dockerAnswers({ machine: name, through: direct }),
          15_000,
        );
      await lab.vpn.disconnect();
    },
  );
