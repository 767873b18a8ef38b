import type { Advisory, MachineView } from '../../../shared/snapshot.ts';
import { pathWords } from '../../../shared/wording.ts';
import { isMap, type Value } from '../go-template/evaluate.ts';
import { at, labelsOf, type Filtered } from './list-filters.ts';
import { stateWord } from './state-words.ts';

/** A machine as `ls` has it: what the daemon or a look says, and its config.json. */
export interface Listed {
  readonly view: MachineView;
  readonly config: Value;
  readonly isActive: boolean;
  readonly advisories: readonly Advisory[];
}

/** The fields of docker-machine's --format, and Path, which is ours. */
export function itemOf(
  listed: Listed,
  masters: ReadonlyMap<string, string>,
): { readonly [field: string]: Value } {
  const { view, config, isActive } = listed;
  const isRunning = view.state === 'running';
  const swarm = swarmOf(config, masters);
  return {
    Name: view.name,
    Active: isActive ? '*' : '-',
    ActiveHost: isActive,
    ActiveSwarm: false,
    DriverName: view.driver,
    State: stateWord(view.state),
    URL: isRunning ? (view.steadyHost ?? view.dockerHost ?? '') : '',
    SwarmOptions: at(at(config, 'HostOptions'), 'SwarmOptions') ?? {},
    Swarm: swarm,
    EngineOptions: engineOptionsOf(config),
    Error: errorOf(listed),
    DockerVersion: view.engine === undefined ? 'Unknown' : `v${view.engine.version}`,
    ResponseTime: `${latencyOf(view)}ms`,
    Path: isRunning ? pathWords(view) : '-',
  };
}

/** docker-machine fills its template from the structure, whose names are not all those of config.json. */
const structureNames: Readonly<Record<string, string>> = { Dns: 'DNS', TlsVerify: 'TLSVerify' };

function engineOptionsOf(config: Value): Value {
  const options = at(at(config, 'HostOptions'), 'EngineOptions');
  if (!isMap(options)) return {};
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [structureNames[key] ?? key, value]),
  );
}

export const headings: { readonly [field: string]: Value } = {
  Name: 'NAME',
  Active: 'ACTIVE',
  ActiveHost: 'ACTIVE_HOST',
  ActiveSwarm: 'ACTIVE_SWARM',
  DriverName: 'DRIVER',
  State: 'STATE',
  URL: 'URL',
  SwarmOptions: 'SWARM_OPTIONS',
  Swarm: 'SWARM',
  EngineOptions: 'ENGINE_OPTIONS',
  Error: 'ERRORS',
  DockerVersion: 'DOCKER',
  ResponseTime: 'RESPONSE',
  Path: 'PATH',
};

export function filteredOf({ view, config }: Listed, masters: ReadonlyMap<string, string>): Filtered {
  return {
    name: view.name,
    driver: view.driver,
    state: stateWord(view.state),
    swarm: swarmOf(config, masters).replace(/ \(master\)$/, ''),
    labels: labelsOf(config),
  };
}

/** Who is the master of a swarm, by its discovery. */
export function mastersOf(
  machines: readonly { readonly name: string; readonly config: Value }[],
): ReadonlyMap<string, string> {
  return new Map(
    machines.flatMap(({ name, config }): (readonly [string, string])[] => {
      const swarm = at(at(config, 'HostOptions'), 'SwarmOptions');
      const discovery = at(swarm, 'Discovery');
      return at(swarm, 'Master') === true && typeof discovery === 'string' ? [[discovery, name]] : [];
    }),
  );
}

function swarmOf(config: Value, masters: ReadonlyMap<string, string>): string {
  const swarm = at(at(config, 'HostOptions'), 'SwarmOptions');
  const discovery = at(swarm, 'Discovery');
  if (typeof discovery !== 'string' || discovery === '') return '';
  const master = masters.get(discovery) ?? '';
  return at(swarm, 'Master') === true ? `${master} (master)` : master;
}

/** What keeps Docker from being used; a machine that is off has no error. */
function errorOf({ view, advisories }: Listed): string {
  if (view.state === 'broken' || view.state === 'missing') return view.decision.because;
  if (view.state !== 'running' || view.path !== 'none') return '';
  const own = advisories.find(({ machine, severity }) => machine === view.name && severity !== 'info');
  return own?.sentence ?? 'Docker does not answer';
}

function latencyOf({ path, direct, forward }: MachineView): number {
  return Math.round((path === 'direct' ? direct : forward).latencyMs ?? 0);
}
