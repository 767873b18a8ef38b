import type { DockerContext } from '../ports.ts';

/** A machine that has an endpoint. */
export interface Endpointed {
  readonly name: string;
  /** Path of the Unix socket. */
  readonly socket: string;
}

export interface WantedContext extends DockerContext {
  readonly machine: string;
}

const prefix = 'fairlead';
/** Every context of ours says so in its description, which `docker context ls` shows. */
const mark = 'Fairlead: ';

export function contextName(machine: string): string {
  return `${prefix}-${machine}`;
}

/** One for each machine, and the plain name for the only one, or for `default`. */
export function wantedContexts(machines: readonly Endpointed[]): readonly WantedContext[] {
  const first = machines.length === 1 ? machines[0] : machines.find(({ name }) => name === 'default');
  const context = (name: string, machine: Endpointed): WantedContext => ({
    name,
    machine: machine.name,
    host: `unix://${machine.socket}`,
    description: `${mark}${machine.name}, over whichever path works`,
  });
  return [
    ...machines.map((machine) => context(contextName(machine.name), machine)),
    ...(first === undefined ? [] : [context(prefix, first)]),
  ];
}

/** Whether a context was written by Fairlead, of this home or of another one. */
export function isFairleads({ description, host }: DockerContext): boolean {
  return description.startsWith(mark) && host.startsWith('unix://');
}

export function saysTheSame(one: DockerContext, other: DockerContext): boolean {
  return one.host === other.host && one.description === other.description;
}

/** The machine that a context of ours leads to. */
export function machineOf(context: DockerContext): string | undefined {
  if (!isFairleads(context)) return undefined;
  return /\/machines\/([^/]+)\/docker\.sock$/.exec(context.host)?.[1];
}
