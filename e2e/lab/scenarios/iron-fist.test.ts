import assert from 'node:assert/strict';
import { direct, labTest, local } from './lab-test.ts';

for (const platform of ['linux', 'macos'] as const)
  labTest(
    `a fight about the route ends, and the forward carries on (${platform})`,
    { daemon: { platform } },
    async (play, lab) => {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await lab.vpn.connect('whole-network');
      lab.vpn.policeRoutes(true);
      await play.step(
        'the fight is given up',
        async () => {
          const { vpns } = await play.snapshot();
          return vpns.some((vpn) => vpn.takesRoutesBack) ? undefined : 'no VPN is known to take routes back';
        },
        30_000,
      );
      const { timesTaken } = lab.vpn;
      // On a Mac a repair deletes and adds, and the VPN may step in after either.
      const most = platform === 'macos' ? 8 : 4;
      assert.ok(
        timesTaken <= most,
        `the VPN took the route back ${timesTaken} times; three repairs are the limit`,
      );
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      await play.hold('and keeps answering', 6000, play.dockerAnswers({ through: local }));
      assert.equal(lab.vpn.timesTaken, timesTaken, 'no repair was tried after the fight was given up');

      await lab.vpn.disconnect();
      await play.step('the direct path is back', play.dockerAnswers({ through: direct }), 15_000);
    },
  );
