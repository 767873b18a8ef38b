import type { DaemonOptions } from './daemon.ts';
import type { Lab, LabOptions } from './lab.ts';
import type { Play } from './play.ts';

/** One thing that happens to people, told on the real situation. */
export interface LabStory {
  readonly name: string;
  readonly title: string;
  readonly lab?: LabOptions;
  readonly daemon?: DaemonOptions;
  /** What is the case before the daemon starts. */
  prepare?(lab: Lab): Promise<void>;
  play(play: Play): Promise<void>;
}

const direct = 'direct';
const forward = 'forward';
const dayMs = 86_400_000;

export const stories: readonly LabStory[] = [
  {
    name: 'hijack',
    title: 'A VPN takes 192.168.99.0/24, and Docker is brought back',
    async play(play) {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await play.lab.vpn.connect('whole-network');
      play.world('the VPN is connected and has taken 192.168.99.0/24');
      await play.step('Docker answers again', play.dockerAnswers());
      await play.step('the route is repaired', play.kernelUses('vboxnet0'));
      await play.lab.vpn.disconnect();
      play.world('the VPN is disconnected');
      await play.step('the kernel has its route', play.kernelUses('vboxnet0'));
      await play.step('the direct path is back', play.dockerAnswers({ through: direct }));
    },
  },
  {
    name: 'iron-fist',
    title: 'The VPN takes every repaired route back',
    async play(play) {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await play.lab.vpn.connect('whole-network');
      play.lab.vpn.policeRoutes(true);
      play.world('the VPN polices its routes');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: forward }));
      await play.hold('and keeps answering', 5000, play.dockerAnswers());
      await play.lab.vpn.disconnect();
      await play.step('the direct path is back', play.dockerAnswers({ through: direct }), 15_000);
    },
  },
  {
    name: 'no-permission',
    title: 'Routes may not be changed',
    async play(play) {
      play.lab.permission(false);
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await play.lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: forward }));
      await play.lab.vpn.disconnect();
    },
  },
  {
    name: 'filtered',
    title: 'The route is right, and nothing comes back',
    async play(play) {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await play.lab.filter(true);
      play.world('a packet filter drops what leaves by vboxnet0');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: forward }));
      await play.lab.filter(false);
      await play.step('the direct path is back', play.dockerAnswers({ through: direct }), 90_000);
    },
  },
  {
    name: 'decoy',
    title: 'Another host answers at the guest address, inside the VPN',
    async play(play) {
      play.lab.permission(false);
      await play.lab.decoy(true);
      await play.lab.vpn.connect('whole-network');
      await play.step('Docker answers over the forward', play.dockerAnswers({ through: forward }));
      await play.lab.vpn.disconnect();
    },
  },
  {
    name: 'full-tunnel',
    title: 'A full tunnel, and nothing is wrong',
    async play(play) {
      await play.lab.vpn.connect('full-tunnel');
      await play.hold('Docker answers directly', 2000, play.dockerAnswers({ through: direct }));
      await play.lab.vpn.disconnect();
    },
  },
  {
    name: 'certificate',
    title: 'The served certificate does not name localhost',
    lab: { machines: [{ name: 'default', servedNames: ['192.168.99.100'] }] },
    // Clients are pointed at localhost; the endpoint would need no new certificate.
    daemon: { settings: { 'endpoint.enabled': false } },
    async play(play) {
      play.lab.permission(false);
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await play.lab.vpn.connect('whole-network');
      play.world('the VPN is connected, and routes may not be changed');
      const answered = play.dockerAnswers({ through: forward });
      await play.step('Docker answers over the forward, with a new certificate', answered, 30_000);
      await play.lab.vpn.disconnect();
    },
  },
  {
    name: 'expired',
    title: "The engine's certificate has expired",
    lab: {
      machines: [
        {
          name: 'default',
          notBefore: new Date(Date.now() - 20 * dayMs),
          notAfter: new Date(Date.now() - dayMs),
        },
      ],
    },
    async play(play) {
      await play.step('Docker answers, with a new certificate', play.dockerAnswers(), 30_000);
    },
  },
  {
    name: 'port-busy',
    title: 'Another process listens on port 2376',
    async prepare(lab) {
      lab.permission(false);
      await lab.holdPort(2376);
    },
    async play(play) {
      await play.lab.vpn.connect('whole-network');
      await play.step('Docker answers over another port', play.dockerAnswers({ through: forward }));
      await play.lab.vpn.disconnect();
    },
  },
  {
    name: 'route-lost',
    title: 'The VPN leaves and takes the route with it',
    async play(play) {
      await play.step('Docker answers directly', play.dockerAnswers({ through: direct }));
      await play.lab.vpn.connect('whole-network');
      await play.lab.vpn.disconnect();
      play.world('the VPN came and went, and the kernel has no route to 192.168.99.0/24');
      await play.step('the kernel has its route', play.kernelUses('vboxnet0'));
      await play.step('the direct path is back', play.dockerAnswers({ through: direct }));
    },
  },
  {
    name: 'two-machines',
    title: 'Two machines on one network',
    lab: {
      machines: [
        { name: 'default', guestIp: '192.168.99.100' },
        { name: 'dev', guestIp: '192.168.99.101' },
      ],
    },
    async play(play) {
      play.lab.permission(false);
      for (const machine of ['default', 'dev'])
        await play.step(`${machine} answers directly`, play.dockerAnswers({ machine, through: direct }));
      await play.lab.vpn.connect('whole-network');
      for (const machine of ['default', 'dev'])
        await play.step(
          `${machine} answers over a forward`,
          play.dockerAnswers({ machine, through: forward }),
        );
      await play.lab.vpn.disconnect();
    },
  },
];
