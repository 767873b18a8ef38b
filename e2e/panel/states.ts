/** Every state the panel can be in, as what a daemon would say, for pictures and for axe. */
import type { PanelFailure } from '../../shared/panel.ts';
import type { Happening, MachineView, Snapshot } from '../../shared/snapshot.ts';
import { hijacked, machineView, moment, snapshot } from '../../app/testing/snapshots.ts';

export interface State {
  readonly name: string;
  readonly shows: Snapshot | Pick<PanelFailure, 'code' | 'message' | 'hint'>;
  /** The tab that is opened first. */
  readonly page?: 'Doctor' | 'Changes' | 'Settings';
  /** What is pressed before the picture is taken. */
  readonly press?: string;
  /** Whether the permission for routes is offered. */
  readonly offers?: boolean;
}

function line(
  second: number,
  kind: Happening['kind'],
  more: Partial<Happening> & { text: string },
): Happening {
  return {
    at: new Date(Date.parse(moment) + second * 1000).toISOString(),
    kind,
    machine: 'default',
    ...more,
  };
}

const day: readonly Happening[] = [
  line(-4210, 'noticed', { text: 'the daemon starts' }),
  line(-4209, 'did', { text: 'added the forward 127.0.0.1:2376', ms: 212, ok: true }),
  line(-4208, 'decided', { text: 'use the direct path, because it answers' }),
  line(-3, 'noticed', { text: 'utun2 of Cisco AnyConnect took 192.168.99.0/24' }),
  line(-2.9, 'decided', {
    text: 'use the forward, because the direct path is taken and the forward answers',
  }),
  line(-1.8, 'did', { text: 'put the route back over vboxnet0', ms: 61, ok: false }),
  line(-1, 'decided', { text: 'leave the route alone, because this VPN takes routes back' }),
];

const web = { id: 'c1', name: 'shop-web-1', image: 'nginx:1.29' };
const db = { id: 'c2', name: 'shop-db-1', image: 'postgres:18' };
const engine: NonNullable<MachineView['engine']> = {
  version: '29.0.1',
  containers: [web, db],
  liveRestore: false,
};

const ok = snapshot({
  sentence: 'Docker in default is reachable directly.',
  machines: [machineView({ engine })],
  timeline: day.slice(0, 3),
});
const away = hijacked();
const detour: Snapshot = {
  ...away,
  machines: away.machines.map((machine) => ({ ...machine, engine })),
  timeline: [...day],
};
const deaf = machineView({
  path: 'none',
  direct: { kind: 'silent' },
  forward: { kind: 'unreachable', address: '127.0.0.1:2376', rule: 'fairlead-docker', ours: true },
  route: { kind: 'taken', destination: '192.168.99.0/24', interface: 'utun2', gateway: '10.8.0.1' },
  engine,
});

export const states: readonly State[] = [
  { name: 'ok', shows: ok },
  { name: 'detour', shows: detour },
  { name: 'plan', shows: detour, press: 'What would it do?' },
  {
    name: 'broken',
    shows: {
      ...detour,
      state: 'broken',
      sentence:
        'Docker in default is not reachable. Cisco AnyConnect took its network, and the forward does not answer.',
      machines: [deaf],
    },
  },
  {
    name: 'working',
    shows: {
      ...detour,
      state: 'working',
      sentence:
        'Docker in default is not reachable. Cisco AnyConnect took its network, and the forward does not answer.',
      machines: [{ ...deaf, working: 'putting a new certificate into the engine' }],
    },
  },
  { name: 'consent', shows: consenting(), press: 'Fix' },
  { name: 'permission', shows: { ...detour, routePermission: 'refused' }, offers: true },
  { name: 'doctor', shows: detour, page: 'Doctor' },
  { name: 'doctor-consent', shows: detour, page: 'Doctor', press: 'Fix' },
  { name: 'changes', shows: detour, page: 'Changes' },
  { name: 'undo', shows: detour, page: 'Changes', press: 'Undo all…' },
  { name: 'settings', shows: ok, page: 'Settings' },
  { name: 'two-machines', shows: twoMachines() },
  { name: 'long-names', shows: longNames() },
  {
    name: 'machine-off',
    shows: snapshot({
      state: 'off',
      sentence: 'default is off; start it with: fairlead start default',
      machines: [asleep()],
    }),
  },
  {
    name: 'no-machine',
    shows: snapshot({
      state: 'off',
      sentence: 'There is no docker-machine VM here; make one with: fairlead create default',
      machines: [],
    }),
  },
  {
    name: 'no-virtualbox',
    shows: snapshot({
      state: 'off',
      sentence: 'default is not known to VirtualBox; see which machines are: VBoxManage list vms',
      machines: [{ ...asleep(), state: 'unknown' }],
      advisories: [
        {
          code: 'hypervisor-missing',
          severity: 'warning',
          title: 'VirtualBox is not to be found',
          sentence:
            'VirtualBox is not to be found: VBoxManage is neither in /usr/local/bin nor in /Applications/VirtualBox.app nor in $PATH.',
          since: moment,
          evidence: ['tools.vboxmanage is empty'],
          fix: { label: 'Say where it is', command: 'fairlead settings set tools.vboxmanage <path>' },
        },
      ],
    }),
  },
  {
    name: 'no-daemon',
    shows: { code: 'no-daemon', message: 'no daemon runs', hint: 'start one: fairlead daemon' },
  },
  {
    name: 'other-protocol',
    shows: {
      code: 'wrong-protocol',
      message: 'the daemon speaks protocol 2, this command speaks 3: they are of different versions',
      hint: 'restart the daemon with this version',
    },
  },
];

function asleep(): MachineView {
  const { dockerHost: _host, certificate: _certificate, ...rest } = machineView();
  return { ...rest, state: 'off', path: 'none', direct: { kind: 'untried' }, forward: { kind: 'absent' } };
}

function consenting(): Snapshot {
  return {
    ...detour,
    state: 'broken',
    sentence:
      'Docker in default is not reachable. Its certificate has expired, and a restart would stop 2 containers.',
    vpns: [],
    machines: [
      {
        ...deaf,
        direct: { kind: 'refused' },
        route: { kind: 'own', interface: 'vboxnet0' },
        ...(deaf.certificate === undefined
          ? {}
          : { certificate: { ...deaf.certificate, state: 'expired', notAfter: '2026-03-11T00:00:00.000Z' } }),
      },
    ],
    timeline: day.slice(0, 3),
    advisories: [
      {
        code: 'consent-needed',
        severity: 'warning',
        machine: 'default',
        title: 'Docker must be restarted to use its new certificate',
        sentence:
          'The certificate has expired; a new one needs a restart of the engine, which stops 2 containers.',
        since: moment,
        evidence: ['shop-web-1', 'shop-db-1'],
        fix: { label: 'Agree to the restart', command: 'fairlead fix default --restart-engine' },
      },
    ],
  };
}

function twoMachines(): Snapshot {
  const [first] = detour.machines;
  return {
    ...detour,
    sentence:
      'Docker in default and dev is reachable over localhost because Cisco AnyConnect took 192.168.99.0/24.',
    machines: [
      ...(first === undefined ? [] : [first]),
      machineView({
        name: 'dev',
        guestIp: '192.168.99.101',
        tunnel: { kind: 'answers', latencyMs: 9 },
        path: 'tunnel',
        direct: { kind: 'silent' },
        forward: { kind: 'absent' },
        publishedPorts: [
          { container: 'shop-web-1', protocol: 'tcp', localPort: 8080, machinePort: 80, state: 'open' },
          {
            container: 'shop-db-1',
            protocol: 'tcp',
            localPort: 5432,
            machinePort: 5432,
            state: 'taken',
            holder: 'postgres (pid 4711)',
          },
        ],
      }),
    ],
  };
}

function longNames(): Snapshot {
  const name = 'integration-environment-of-the-payments-team-europe-west';
  const vpn = 'Palo Alto GlobalProtect Enterprise Gateway Frankfurt (managed by your organisation)';
  return {
    ...detour,
    sentence: `Docker in ${name} is reachable over localhost because ${vpn} took 192.168.99.0/24.`,
    vpns: detour.vpns.map((one) => ({ ...one, name: vpn, networks: networks(48) })),
    machines: detour.machines.map((machine) => ({
      ...machine,
      name,
      certificate: machine.certificate && {
        ...machine.certificate,
        names: Array.from({ length: 12 }, (_, index) => `host-${index}.payments.example.internal`),
        issuer: 'O=payments-team-of-an-organisation-with-a-very-long-name.europe-west',
      },
    })),
  };
}

function networks(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);
}
