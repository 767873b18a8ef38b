import assert from 'node:assert/strict';
import { labTest } from './lab-test.ts';

labTest('5,000 route changes in a burst', {}, async (play, lab) => {
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

for (const afterMs of [0, 150, 400, 800, 1200])
  labTest(
    `the daemon is killed ${afterMs} ms after a hijack, and started again`,
    { lab: { machines: [{ name: 'default', servedNames: ['192.168.99.100'] }] } },
    async (play, lab) => {
      await lab.vpn.connect('whole-network');
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await play.daemon.kill();
      await play.startDaemon();
      await play.step('Docker answers', play.dockerAnswers(), 30_000);
      await lab.vpn.disconnect();
      await play.step('Docker answers after the VPN is gone', play.dockerAnswers(), 30_000);
      assert.equal((await lab.guest().sh('/etc/init.d/docker status')).trim(), 'Docker daemon is running');
      const ours = lab.box.world.vms.get('default')?.rules.filter(({ guestPort }) => guestPort === 2376);
      assert.ok((ours?.length ?? 0) <= 1, 'no rule is left over');
    },
  );
