import type { MachineView } from '../../../shared/snapshot.ts';
import { readCandidates } from '../env/targets.ts';
import { CommandError } from '../exit-codes.ts';
import { chooseMachine } from '../machine-choice.ts';
import type { Session } from '../session.ts';
import type { Live } from './live.ts';
import { chooseKnown, readKnownMachines, type KnownMachine } from './known-machines.ts';

export interface DockerHost {
  readonly name: string;
  readonly dockerHost: string;
  readonly certPath: string;
}

/** What `fairlead env --tcp` points a client at; with `direct`, docker-machine's own address, hijacked or not. */
export async function dockerHostOf(
  session: Session,
  { name, direct }: { readonly name: string | undefined; readonly direct: boolean },
): Promise<DockerHost> {
  if (direct) return directHostOf(chooseKnown(await readKnownMachines(session), name));
  const { machines, places } = await readCandidates(session);
  const candidate = chooseMachine(machines, name, places);
  const target = await candidate.target('tcp');
  if (!('missing' in target) && target.certPath !== undefined)
    return { name: target.name, dockerHost: target.dockerHost, certPath: target.certPath };
  const { missing, next } = 'missing' in target ? target : { missing: 'only a socket', next: 'fairlead env' };
  throw new CommandError('not-possible', `${candidate.name} has no address: ${missing}`, { hint: next });
}

function directHostOf({ name, machine, view }: KnownMachine): DockerHost {
  const ip = view?.guestIp ?? machine.guestIp;
  if (ip !== undefined)
    return {
      name,
      dockerHost: `tcp://${ip}:${machine.engine.port}`,
      certPath: machine.certPath ?? machine.directory,
    };
  throw new CommandError('no-address', `the store has no address for ${name}`, {
    hint: `fairlead start ${name}`,
  });
}

/** Every DOCKER_HOST that leads to this machine, whoever set it: docker-machine, Fairlead or a person. */
export function hostsOf({ name, machine, view }: KnownMachine, live: Live, home: string): readonly string[] {
  const { port } = machine.engine;
  const ips = [view?.guestIp, machine.guestIp].filter((ip) => ip !== undefined);
  const local = live.forwardPorts.flatMap((forward) => [
    `tcp://127.0.0.1:${forward}`,
    `tcp://localhost:${forward}`,
  ]);
  // docker-machine counts a swarm master's port as the machine's own.
  const direct = ips.flatMap((ip) => [`tcp://${ip}:${port}`, `tcp://${ip}:3376`]);
  const endpoint = `unix://${home}/machines/${name}/docker.sock`;
  return [...direct, ...local, endpoint, ...said(view)];
}

function said(view: MachineView | undefined): readonly string[] {
  return [view?.dockerHost, view?.steadyHost].filter((host) => host !== undefined);
}
