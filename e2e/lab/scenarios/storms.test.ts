import { labTest } from './lab-test.ts';

for (const platform of ['linux', 'macos'] as const)
  labTest(`5,000 route changes in a burst (${platform})`, { daemon: { platform } }, async (play, lab) => {
    await play.step('Docker answers', play.dockerAnswers());
    const lines = Array.from({ length: 2500 }, (_, at) => {
      const network = `10.${100 + (at >> 8)}.${at & 255}.0/24`;
      return `route add ${network} dev en0\nroute del ${network} dev en0\n`;
    });
    await lab.mac.must(['ip', '-batch', '-'], { stdin: lines.join('') });
    await play.step('Docker answers', play.dockerAnswers());
    await play.step('it settles', async () => {
      const { machines } = await play.snapshot();
      return machines[0]?.path === 'direct' ? undefined : `the path is ${machines[0]?.path ?? '?'}`;
    });
  });

labTest('the VPN flaps', { limitMs: 120_000 }, async (play, lab) => {
  await play.step('Docker answers', play.dockerAnswers());
  for (let flap = 0; flap < 50; flap++) {
    await lab.vpn.connect('whole-network');
    await lab.vpn.disconnect();
  }
  await play.step('Docker answers', play.dockerAnswers(), 20_000);
  await play.step('the kernel has its route', play.kernelUses('vboxnet0'), 20_000);
});
