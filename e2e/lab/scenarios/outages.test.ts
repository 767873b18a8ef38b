import assert from 'node:assert/strict';
import { direct, labTest, local } from './lab-test.ts';

for (const platform of ['linux', 'macos'] as const) {
  const daemon = { platform };

  labTest(`the engine is stopped and started again (${platform})`, { daemon }, async (play, lab) => {
    await play.step('Docker answers', play.dockerAnswers());
    await lab.guest().sh('/etc/init.d/docker stop');
    await play.daemon.fairlead(['status']);
    await lab.guest().sh('/etc/init.d/docker start');
    await play.step('Docker answers again', play.dockerAnswers({ through: direct }), 20_000);
  });

  labTest(
    `without an SSH server the forward still carries Docker (${platform})`,
    { daemon, before: (lab) => lab.permission(false) },
    async (play, lab) => {
      await lab.guest().sh('kill $(cat /run/sshd.pid)');
      await lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      await lab.vpn.disconnect();
    },
  );

  labTest(`the VM is switched off and on (${platform})`, { daemon }, async (play, lab) => {
    await play.step('Docker answers', play.dockerAnswers());
    await lab.box.powerOff('default');
    await play.step('it is known to be off', async () => {
      await play.daemon.fairlead(['fix']);
      const { machines } = await play.snapshot();
      return machines[0]?.state === 'off' ? undefined : `the machine is ${machines[0]?.state ?? '?'}`;
    });
    await lab.box.start('default');
    await play.daemon.fairlead(['fix']);
    await play.step('Docker answers again', play.dockerAnswers(), 20_000);
  });

  labTest(`the VM comes back with another address (${platform})`, { daemon }, async (play, lab) => {
    await play.step('Docker answers', play.dockerAnswers());
    await lab.box.powerOff('default');
    lab.box.lease('default', '192.168.99.107');
    await lab.box.start('default');
    await play.daemon.fairlead(['fix']);
    await play.step('Docker answers, over the forward or at the new address', play.dockerAnswers(), 30_000);
  });

  labTest(`the VM is paused and resumed (${platform})`, { daemon }, async (play, lab) => {
    await play.step('Docker answers', play.dockerAnswers());
    lab.box.pause('default', true);
    await play.step('it is known to be paused', async () => {
      await play.daemon.fairlead(['fix']);
      const { machines } = await play.snapshot();
      return machines[0]?.state === 'paused' ? undefined : `the machine is ${machines[0]?.state ?? '?'}`;
    });
    lab.box.pause('default', false);
    await play.daemon.fairlead(['fix']);
    await play.step('Docker answers again', play.dockerAnswers(), 20_000);
  });

  labTest(
    `the usual port is taken by another process: another one is used (${platform})`,
    {
      daemon,
      before: async (lab) => {
        lab.permission(false);
        await lab.holdPort(2376);
      },
    },
    async (play, lab) => {
      await lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      assert.notEqual((await play.environment())['DOCKER_HOST']?.split(':').at(-1), '2376');
      await lab.vpn.disconnect();
    },
  );

  labTest(
    `the SSH rule is lost (${platform})`,
    { daemon, before: (lab) => lab.permission(false) },
    async (play, lab) => {
      await lab.box.loseRule('default', 'ssh');
      await lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      await lab.vpn.disconnect();
    },
  );
}
