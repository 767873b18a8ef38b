import { startLab, type Lab } from '../lab.ts';
import { Play } from '../play.ts';
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

// Most of it is waited for the VPN, so the other adapter has its storm at the same time, in a lab of its own.
labTest('the VPN flaps (linux and macos, in two labs)', { limitMs: 150_000 }, async (play, lab) => {
  await using lab2 = await startLab();
  await using play2 = new Play(lab2);
  await play2.startDaemon({ platform: 'macos' });
  await Promise.all([flaps(play, lab), flaps(play2, lab2)]);
});

async function flaps(play: Play, lab: Lab): Promise<void> {
  await play.step('Docker answers', play.dockerAnswers(), 20_000);
  for (let flap = 0; flap < 50; flap++) {
    await lab.vpn.connect('whole-network');
    await lab.vpn.disconnect();
  }
  await play.step('Docker answers', play.dockerAnswers(), 20_000);
  await play.step('the kernel has its route', play.kernelUses('vboxnet0'), 20_000);
}
