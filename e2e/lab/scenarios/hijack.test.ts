import assert from 'node:assert/strict';
import { direct, labTest, local } from './lab-test.ts';

for (const platform of ['linux', 'macos'] as const) {
  labTest(
    `a VPN takes the network, and Docker is brought back (${platform})`,
    { daemon: { platform } },
    async (play, lab) => {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await lab.vpn.connect('whole-network');
      await play.step('Docker answers again', play.dockerAnswers());
      await play.step('the route is repaired', play.kernelUses('vboxnet0'));
      await play.step('directly', play.dockerAnswers({ through: direct }));
      await lab.vpn.disconnect();
      await play.step('the direct path is back', play.dockerAnswers({ through: direct }));
      assert.ok(!(await routes(lab)).includes('utun0'));
    },
  );

  labTest(
    `the route a VPN leaves lost is put back (${platform})`,
    { daemon: { platform } },
    async (play, lab) => {
      await play.step('the forward is armed', play.dockerAnswers());
      // Gone before a repair is due: the stock script deletes the route, and no kernel puts it back.
      await lab.vpn.connect('whole-network');
      await lab.vpn.disconnect();
      await play.step('the kernel has its route', play.kernelUses('vboxnet0'));
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
    },
  );

  labTest(
    `without the right to change routes, the forward carries Docker (${platform})`,
    { daemon: { platform }, before: (lab) => lab.permission(false) },
    async (play, lab) => {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      await play.hold('and keeps answering', 3000, play.dockerAnswers({ through: local }));
      assert.equal(await play.kernelUses('utun0')(), undefined, 'the VPN keeps its route');
      await lab.vpn.disconnect();
    },
  );

  labTest(
    `the right to change routes is withdrawn while the daemon runs (${platform})`,
    { daemon: { platform } },
    async (play, lab) => {
      await lab.vpn.connect('whole-network');
      await play.step('the route is repaired', play.kernelUses('vboxnet0'));
      await lab.vpn.disconnect();
      lab.permission(false);
      await lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: local }));
      lab.permission(true);
      await lab.vpn.disconnect();
    },
  );
}

async function routes(lab: { mac: { must(words: readonly string[]): Promise<string> } }): Promise<string> {
  return lab.mac.must(['ip', 'route']);
}
