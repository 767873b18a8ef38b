import assert from 'node:assert/strict';
import { direct, labTest } from './lab-test.ts';

for (const platform of ['linux', 'macos'] as const) {
  for (const kind of ['two-halves', 'one-host'] as const)
    labTest(
      `longer prefixes are a hijack and are removed (${kind}, ${platform})`,
      { daemon: { platform } },
      async (play, lab) => {
        await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
        await lab.vpn.connect(kind);
        assert.equal(await play.kernelUses('utun0')(), undefined, 'the kernel itself says so');
        await play.step('Docker answers again', play.dockerAnswers());
        await play.step('the kernel uses the host-only network', play.kernelUses('vboxnet0'));
        await play.step('directly', play.dockerAnswers({ through: direct }));
        await lab.vpn.disconnect();
        await play.step('and still', play.dockerAnswers({ through: direct }));
      },
    );

  for (const kind of ['shorter-prefix', 'half-defaults', 'full-tunnel'] as const)
    labTest(
      `shorter prefixes are harmless and stay silent (${kind}, ${platform})`,
      { daemon: { platform } },
      async (play, lab) => {
        await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
        await lab.vpn.connect(kind);
        assert.equal(await play.kernelUses('vboxnet0')(), undefined, 'the kernel itself says so');
        const before = await lab.mac.must(['ip', 'route']);
        await play.hold(
          'Docker answers directly all the time',
          4000,
          play.dockerAnswers({ through: direct }),
        );
        assert.equal(await lab.mac.must(['ip', 'route']), before, 'no route was touched');
        const { advisories, machines } = await play.snapshot();
        assert.deepEqual(
          advisories.filter(({ severity }) => severity !== 'info'),
          [],
        );
        assert.deepEqual(
          machines.map(({ route }) => route.kind),
          ['own'],
        );
        await lab.vpn.disconnect();
      },
    );
}
