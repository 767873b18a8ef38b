import type { MachineView, PathView, VpnView } from '../../shared/snapshot.ts';
import { latencyWords } from './times.ts';

/** carries: Docker goes this way. ready: it answers. broken: it does not. absent: there is none. */
export type LaneState = 'carries' | 'ready' | 'broken' | 'absent';

/** One way from the Mac into the machine. */
export interface Lane {
  readonly kind: 'direct' | 'forward' | 'tunnel';
  readonly state: LaneState;
  readonly name: string;
  /** Interface, address or who is in the way. */
  readonly through: string;
  readonly latency?: string;
}

export interface Drawing {
  readonly machine: string;
  readonly machineState: MachineView['state'];
  readonly guestIp: string;
  readonly lanes: readonly Lane[];
  readonly engine: { readonly state: 'answers' | 'broken' | 'unknown'; readonly label: string };
  /** The same for whoever listens instead of looking. */
  readonly text: string;
}

export function drawingOf(machine: MachineView, vpns: readonly VpnView[]): Drawing {
  const lanes = [
    directLane(machine, vpns),
    lane(machine, {
      kind: 'forward',
      path: machine.forward,
      through: machine.forward.address ?? 'no rule yet',
    }),
    ...(machine.tunnel === undefined
      ? []
      : [lane(machine, { kind: 'tunnel', path: machine.tunnel, through: 'ssh' })]),
  ];
  const engine = engineOf(machine, lanes);
  return {
    machine: machine.name,
    machineState: machine.state,
    guestIp: machine.guestIp ?? '',
    lanes,
    engine,
    text: [`From this Mac to Docker in ${machine.name}.`, ...lanes.map(laneWords), engineWords(engine)].join(
      ' ',
    ),
  };
}

const laneNames = { direct: 'Direct', forward: 'Forward', tunnel: 'Tunnel' } as const;

function lane(
  machine: MachineView,
  { kind, path, through }: { readonly kind: Lane['kind']; readonly path: PathView; readonly through: string },
): Lane {
  return {
    kind,
    state: laneState(machine, kind, path),
    name: laneNames[kind],
    through,
    ...(path.kind === 'answers' && path.latencyMs !== undefined
      ? { latency: latencyWords(path.latencyMs) }
      : {}),
  };
}

function laneState(machine: MachineView, kind: Lane['kind'], path: PathView): LaneState {
  if (machine.path === kind) return 'carries';
  switch (path.kind) {
    case 'answers':
      return 'ready';
    case 'absent':
    case 'untried':
      return 'absent';
    case 'unwell':
    case 'stranger':
    case 'refused':
    case 'silent':
    case 'unreachable':
      return 'broken';
  }
}

/** The direct path is the only one with a route in it, and the one that others take away. */
function directLane(machine: MachineView, vpns: readonly VpnView[]): Lane {
  const drawn = lane(machine, { kind: 'direct', path: machine.direct, through: throughRoute(machine, vpns) });
  const astray = machine.route.kind === 'taken' || machine.route.kind === 'lost';
  return astray && drawn.state !== 'carries' ? { ...drawn, state: 'broken' } : drawn;
}

function throughRoute({ route, direct, networkInterface }: MachineView, vpns: readonly VpnView[]): string {
  const device = route.interface ?? networkInterface ?? 'no interface';
  switch (route.kind) {
    case 'taken': {
      const vpn = vpns.find((one) => one.interface === route.interface);
      return vpn === undefined ? device : `${device} · ${vpn.name}`;
    }
    case 'lost':
      return 'route is gone';
    case 'no-network':
      return 'no host-only network';
    case 'own':
      if (direct.kind === 'stranger') return `${device} · somebody else`;
      return direct.kind === 'silent' ? `${device} · nothing comes back` : device;
    case 'unknown':
      return device;
  }
}

function engineOf(machine: MachineView, lanes: readonly Lane[]): Drawing['engine'] {
  if (machine.state !== 'running') return { state: 'unknown', label: 'Docker' };
  const label = machine.engine === undefined ? 'Docker' : `Docker ${machine.engine.version}`;
  if (machine.path !== 'none') return { state: 'answers', label };
  const reached = lanes.some(({ state }) => state === 'ready');
  // When somebody in the machine answered, only not well, the engine is what is broken.
  const unwell = [machine.direct, machine.forward].some(
    ({ kind }) => kind === 'unwell' || kind === 'refused',
  );
  return { state: unwell || reached ? 'broken' : 'unknown', label };
}

const stateWords: Readonly<Record<LaneState, string>> = {
  carries: 'carries Docker',
  ready: 'is ready',
  broken: 'is broken',
  absent: 'is not there',
};

function laneWords({ name, through, state, latency }: Lane): string {
  return `${name} path (${through}) ${stateWords[state]}${latency === undefined ? '' : `, ${latency}`}.`;
}

function engineWords({ state, label }: Drawing['engine']): string {
  const words = { answers: 'answers', broken: 'does not answer as it should', unknown: 'has not been seen' };
  return `${label} ${words[state]}.`;
}
