import assert from 'node:assert/strict';
import type { LabMachine } from '../machines.ts';
import { labTest, local } from './lab-test.ts';

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
