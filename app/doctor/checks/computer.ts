import path from 'node:path';
import type { Check, Found } from './check.ts';
import { always } from './check.ts';
import type { Scene } from './scene.ts';

const startFiles = [
  '.bashrc',
  '.bash_profile',
  '.profile',
  '.zshrc',
  '.zprofile',
  '.config/fish/config.fish',
];
const onMac = ({ platform }: Scene): true | string => (platform === 'macos' ? true : 'this is not macOS');

/** This computer itself. */
export const computerChecks: readonly Check[] = [
  {
    name: 'the hosts file names localhost',
    applies: onMac,
    look: async (scene) => {
      const hosts = await scene.readFile('/etc/hosts');
      if (hosts === undefined) throw new Error('/etc/hosts cannot be read');
      const named = hosts
        .split('\n')
        .some((line) => /^\s*127\.0\.0\.1\s.*\blocalhost\b/.test(line.replace(/#.*/, '')));
      return named ? [] : [{ id: 'PULSE_HOSTS_EDIT', sentence: '/etc/hosts has no line for localhost.' }];
    },
  },
  {
    name: 'new terminals do not wait for a machine',
    applies: always,
    look: async (scene) => {
      const found = await Promise.all(
        startFiles.map(async (file): Promise<readonly Found[]> => {
          const text = await scene.readFile(path.join(scene.userHome, file));
          const line = text?.split('\n').find((one) => /^[^#]*docker-machine(\s+-\S+)*\s+env\b/.test(one));
          return line === undefined
            ? []
            : [
                {
                  id: 'ENV_HANGS',
                  severity: 'info',
                  sentence: `~/${file} runs docker-machine env, so that new terminals hang while a VPN has the route.`,
                  evidence: [line.trim().slice(0, 200)],
                },
              ];
        }),
      );
      return found.flat();
    },
  },
  {
    name: 'no filter extension is active',
    applies: onMac,
    look: async (scene) => {
      const text = await scene.ask('systemextensionsctl', ['list']);
      const line = text.split('\n').find((one) => /acsockext.*\[activated enabled\]/.test(one));
      const suffers = scene.patients.some(({ view }) => view.direct.kind === 'unreachable');
      return line === undefined || !suffers
        ? []
        : [
            {
              id: 'SOCKET_FILTER',
              sentence:
                'The socket filter of Cisco Secure Client is active and a machine cannot be reached at its address.',
              evidence: [line.trim()],
            },
          ];
    },
  },
  {
    name: 'kernel extensions of VirtualBox are loaded',
    applies: (scene) => {
      const mac = onMac(scene);
      if (mac !== true) return mac;
      return scene.patients.some(({ machine }) => machine.driver === 'virtualbox')
        ? true
        : 'no machine runs in VirtualBox';
    },
    look: async (scene) => {
      const version = await scene.hypervisorVersion();
      if (version.kind === 'unreadable') throw new Error(version.reason);
      if (Number(/(\d+)\.\d+/.exec(version.value)?.[1]) >= 7) return [];
      const isThere = (await scene.readMode('/dev/vboxnetctl')) !== undefined;
      const anyUp = scene.patients.some(
        ({ view }) => view.state === 'running' && view.networkInterface !== undefined,
      );
      return isThere || anyUp
        ? []
        : [
            {
              id: 'ADAPTER_INVISIBLE',
              sentence: '/dev/vboxnetctl is not there: the kernel extensions of VirtualBox are not loaded.',
            },
          ];
    },
  },
  {
    name: 'tunnels carry packets as large as the machines send',
    applies: ({ snapshot }) =>
      snapshot.vpns.some((vpn) => vpn.interface !== undefined) ? true : 'no VPN is up',
    look: async (scene) => {
      const interfaces = await scene.interfaces();
      if (interfaces.kind === 'unreadable') throw new Error(interfaces.reason);
      const devices = new Set(
        scene.snapshot.vpns.flatMap((vpn) => (vpn.interface === undefined ? [] : [vpn.interface])),
      );
      const small = interfaces.value.filter(
        ({ name, mtu }) => devices.has(name) && mtu !== undefined && mtu < 1400,
      );
      const up = scene.patients.filter(({ view }) => view.state === 'running');
      return small.flatMap(({ name, mtu = 0 }) =>
        up.map(({ view }): Found => ({
          id: 'MTU',
          machine: view.name,
          severity: 'info',
          sentence: `${name} carries packets of ${mtu} bytes and ${view.name} sends 1500: pulls and builds may hang.`,
        })),
      );
    },
  },
  {
    name: 'no exit node blocks the local network',
    applies: ({ snapshot }) =>
      snapshot.vpns.some(({ name }) => /tailscale/i.test(name)) ? true : 'Tailscale is not up',
    look: ({ snapshot, patients }) => {
      const all = snapshot.vpns.some(
        ({ name, networks }) =>
          /tailscale/i.test(name) && networks.some((network) => /\/[01]$/.test(network)),
      );
      const dead = patients.filter(({ view }) => ['silent', 'unreachable'].includes(view.direct.kind));
      return Promise.resolve(
        all
          ? dead.map(({ view }): Found => ({
              id: 'EXIT_NODE_BREAKS_VM_IP',
              machine: view.name,
              sentence: `Tailscale uses an exit node, and ${view.name} does not answer at its address.`,
            }))
          : [],
      );
    },
  },
];
