import type { Check, Found } from './check.ts';
import type { Patient, Scene } from './scene.ts';

/** VirtualBox's own name server, and the gateways of vmnet. */
const gateway = /^192\.168\.\d+\.1$/;
const vmnetDrivers = /^(hyperkit|xhyve|qemu2?|vfkit|krunkit)$/;

const running = ({ patients }: Scene): readonly Patient[] =>
  patients.filter(({ view }) => view.state === 'running');

/** Names and addresses that machines get from this computer. */
export const namesChecks: readonly Check[] = [
  {
    name: 'machines resolve the names this computer resolves',
    applies: (scene) => {
      if (running(scene).length === 0) return 'no machine is running';
      return scene.snapshot.vpns.length > 0 || running(scene).some(({ machine }) => isVmnet(machine.driver))
        ? true
        : 'no VPN is up, and VirtualBox hands out resolvers of its own';
    },
    look: async (scene) => {
      const host = await scene.resolvesHere();
      // Nothing can be said of the machines where this computer itself is without names.
      if (!host) throw new Error('this computer cannot resolve the name of a registry itself');
      const found = await Promise.all(running(scene).map((patient) => deaf(scene, patient)));
      return found.flat();
    },
  },
  {
    name: 'the firewall lets bootpd hand out addresses',
    applies: ({ platform, patients }) => {
      if (platform !== 'macos') return 'this is not macOS';
      return patients.some(({ machine }) => isVmnet(machine.driver)) ? true : 'no machine runs on vmnet';
    },
    look: async (scene) => {
      const said = await scene.ask('/usr/libexec/ApplicationFirewall/socketfilterfw', [
        '--getappblocked',
        '/usr/libexec/bootpd',
      ]);
      return /\bis blocked|BLOCK(ED)? incoming/i.test(said)
        ? [
            {
              id: 'BOOTPD_FIREWALL',
              sentence: 'The firewall blocks /usr/libexec/bootpd.',
              evidence: [said.trim()],
            },
          ]
        : [];
    },
  },
];

function isVmnet(driver: string): boolean {
  return vmnetDrivers.test(driver);
}

async function deaf(scene: Scene, patient: Patient): Promise<readonly Found[]> {
  const { resolvers, resolves } = await scene.guestNames(patient);
  if (resolves) return [];
  const { name } = patient.view;
  const asked = resolvers.length === 0 ? 'no resolver' : resolvers.join(', ');
  return [
    {
      id: resolvers.some((one) => gateway.test(one)) ? 'DNS_BRIDGE_BLOCKED' : 'DNS_IN_VM',
      machine: name,
      sentence: `${name} cannot resolve the name of a registry, which this computer can.`,
      evidence: [`${name} asks ${asked}`],
    },
  ];
}
