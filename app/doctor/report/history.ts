import type { MachineView, Snapshot } from '../../../shared/snapshot.ts';

/** One snapshot, reduced to what a story needs. */
export interface Moment {
  readonly revision: number;
  readonly at: string;
  readonly state: Snapshot['state'];
  readonly sentence: string;
  readonly advisories: readonly string[];
  readonly vpns: readonly string[];
  readonly machines: readonly {
    readonly name: string;
    readonly state: MachineView['state'];
    readonly path: MachineView['path'];
    readonly route: string;
    readonly direct: string;
    readonly forward: string;
    readonly decision: MachineView['decision'];
  }[];
}

const kept = 200;

/** The last snapshots in short, so that a report tells how it came to be. */
export class History {
  readonly #moments: Moment[] = [];

  add(snapshot: Snapshot): void {
    this.#moments.push(momentOf(snapshot));
    if (this.#moments.length > kept) this.#moments.shift();
  }

  get moments(): readonly Moment[] {
    return this.#moments;
  }
}

function momentOf({ revision, at, state, sentence, advisories, vpns, machines }: Snapshot): Moment {
  return {
    revision,
    at,
    state,
    sentence,
    advisories: advisories.map(({ code, machine }) =>
      machine === undefined ? code : `${code} (${machine})`,
    ),
    vpns: vpns.map(({ name }) => name),
    machines: machines.map((machine) => ({
      name: machine.name,
      state: machine.state,
      path: machine.path,
      route: machine.route.kind,
      direct: machine.direct.kind,
      forward: machine.forward.kind,
      decision: machine.decision,
    })),
  };
}
