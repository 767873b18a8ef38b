import assert from 'node:assert/strict';
import { direct, labTest, local } from './lab-test.ts';

for (const platform of ['linux', 'macos'] as const) {
  labTest(
    `packets are dropped although the route is right (${platform})`,
    { daemon: { platform } },
    async (play, lab) => {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await lab.filter(true);
      // Nothing changes that could be noticed; a person asks.
      await play.daemon.fairlead(['fix']);
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      assert.equal(await play.kernelUses('vboxnet0')(), undefined);
      await lab.filter(false);
      await play.daemon.fairlead(['fix']);
      await play.step('the direct path is back', play.dockerAnswers({ through: direct }));
    },
  );

  labTest(
    `a tunnel that is up and dead (${platform})`,
    { daemon: { platform }, before: (lab) => lab.permission(false) },
    async (play, lab) => {
      await lab.vpn.connect('whole-network');
      lab.vpn.setDead(true);
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      await lab.vpn.kill();
    },
  );

  labTest(
    `another host answers at the guest address: nobody is fooled, and nothing is shown to it (${platform})`,
    { daemon: { platform }, before: (lab) => lab.permission(false) },
    async (play, lab) => {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await lab.decoy(true);
      await lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      await play.step('the stranger is named', async () => {
        const { machines } = await play.snapshot();
        return machines[0]?.direct.kind === 'stranger'
          ? undefined
          : `direct is ${machines[0]?.direct.kind ?? '?'}`;
      });
      const sent = lab.decoyHeard.filter((line) => line.startsWith('was sent'));
      assert.deepEqual(sent, [], 'no request reached the stranger');
      await lab.vpn.disconnect();
    },
  );
}
