/** What must become true in a story. Whether Docker answers is judged by a client of its own. */
import type { AdvisoryCode } from '../../shared/advisory.ts';
import type { MachineView, Snapshot } from '../../shared/snapshot.ts';
import { ping, type Ping } from './docker-client.ts';
import type { Condition, Play } from './play.ts';

export function all(...conditions: readonly Condition[]): Condition {
  return async (play) => {
    for (const condition of conditions) {
      const why = await condition(play);
      if (why !== undefined) return why;
    }
    return undefined;
  };
}

/** Docker answers a client that was given what `fairlead env` prints. */
export function dockerAnswers(machine = 'default', over: 'direct' | 'localhost' | 'any' = 'any'): Condition {
  return async (play) => {
    const view = viewOf(play, machine);
    if (view?.dockerHost === undefined) return `Fairlead names no address for ${machine}`;
    const isLocal = /^(unix:|tcp:\/\/(localhost|127\.))/.test(view.dockerHost);
    if (over !== 'any' && isLocal !== (over === 'localhost'))
      return `Fairlead says ${view.dockerHost}, which is not ${over === 'direct' ? 'the direct path' : 'localhost'}`;
    const { dockerHost } = view;
    const answer = await pingUntilMoved(play, { machine, dockerHost });
    if (answer === undefined) return `Fairlead has just moved away from ${dockerHost}`;
    return judged(play, { dockerHost, answer });
  };
}

/** The engine answers at its guest address, whatever Fairlead says. */
export function directAnswers(machine = 'default'): Condition {
  return async (play) => {
    const dockerHost = `tcp://${play.stage.machine(machine).guestIp}:2376`;
    const answer = await client(play, { machine, dockerHost });
    return judged(play, { dockerHost, answer });
  };
}

/** The forward that Fairlead names answers, and its certificate is good for localhost. */
export function forwardAnswers(machine = 'default'): Condition {
  return async (play) => {
    const address = viewOf(play, machine)?.forward.address;
    if (address === undefined) return `Fairlead names no forward for ${machine}`;
    const dockerHost = `tcp://localhost:${address.split(':')[1] ?? ''}`;
    const answer = await client(play, { machine, dockerHost });
    return answer.kind === 'answers' ? undefined : `${dockerHost}: ${answer.why}`;
  };
}

export function says(what: string, is: (snapshot: Snapshot) => boolean): Condition {
  return ({ snapshot }) =>
    snapshot !== undefined && is(snapshot)
      ? undefined
      : `Fairlead does not say that ${what}, but: ${snapshot?.sentence ?? 'nothing'}`;
}

export function machineSays(what: string, is: (machine: MachineView) => boolean): Condition {
  return says(what, ({ machines }) => machines.some(is));
}

/** The engine's certificate has been renewed for localhost, and nothing more is being done about it. */
export const certificateSuitsLocalhost: Condition = machineSays(
  'it suits localhost',
  ({ certificate, working }) => certificate?.suitsLocalhost === true && working === undefined,
);

export function advises(code: AdvisoryCode): Condition {
  return ({ snapshot }) =>
    snapshot?.advisories.some((advisory) => advisory.code === code) === true
      ? undefined
      : `Fairlead does not advise ${code}, but: ${listAdvisories(snapshot)}`;
}

/** Nothing is wrong: no advisory, and the state is ok. */
export function allIsWell(): Condition {
  return ({ snapshot }) =>
    snapshot?.state === 'ok' && snapshot.advisories.every(({ severity }) => severity === 'info')
      ? undefined
      : `Fairlead says ${snapshot?.state ?? 'nothing'}: ${listAdvisories(snapshot)}`;
}

/** The kernel's own answer for the machine is its host-only interface. */
export function routeIsOwn(machine = 'default'): Condition {
  return ({ stage }) => {
    const { vm } = stage.machine(machine);
    const carrier = stage.world.kernel.lookup(vm.guestAddress)?.interface;
    return carrier === vm.adapter ? undefined : `the route leads to ${carrier ?? 'nowhere'}`;
  };
}

export function is(what: string, test: (play: Play) => boolean): Condition {
  return (play) => (test(play) ? undefined : what);
}

function viewOf(play: Play, machine: string): MachineView | undefined {
  return play.snapshot?.machines.find(({ name }) => name === machine);
}

function listAdvisories(snapshot: Snapshot | undefined): string {
  const codes = snapshot?.advisories.map(({ code }) => code) ?? [];
  return codes.length === 0 ? 'no advisory' : codes.join(', ');
}

interface Call {
  readonly machine: string;
  readonly dockerHost: string;
  readonly signal?: AbortSignal;
}

function client(play: Play, { machine, dockerHost, signal }: Call): Promise<Ping> {
  const { made } = play.stage.machine(machine);
  return ping({
    dockerHost,
    certPath: made.machine.directory,
    proxyPort: play.stage.proxyPort,
    timeoutMs: 1000,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Gives up a call that hangs as soon as Fairlead names another address, as somebody would who asks anew. */
async function pingUntilMoved(play: Play, call: Call): Promise<Ping | undefined> {
  const moved = new AbortController();
  let settled = false;
  const watch = async (): Promise<void> => {
    while (!settled) {
      await play.news(50);
      if (viewOf(play, call.machine)?.dockerHost !== call.dockerHost) return moved.abort();
    }
  };
  void watch();
  const answer = await client(play, { ...call, signal: moved.signal });
  settled = true;
  return moved.signal.aborted ? undefined : answer;
}

function judged(
  play: Play,
  { dockerHost, answer }: { readonly dockerHost: string; readonly answer: Ping },
): string | undefined {
  if (answer.kind === 'answers') {
    play.tellDocker(`answers at ${dockerHost}`, true);
    return undefined;
  }
  play.tellDocker(`does not answer at ${dockerHost}: ${answer.why}`, false);
  return `${dockerHost}: ${answer.why}`;
}
