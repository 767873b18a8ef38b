import { all, dockerAnswers, forwardAnswers, directAnswers, routeIsOwn } from '../stage/conditions.ts';
import { readFileSync } from 'node:fs';
import { clientAt } from '../../app/control/client.ts';
import type { Client } from '../../shared/control/contract.ts';
import type { Play } from '../stage/play.ts';
import type { Stage, StageOptions } from '../stage/stage.ts';
import type { Point } from './fault.ts';

/** Something Fairlead does for people, and where it touches the world on the way. */
export interface Remedy {
  readonly name: string;
  readonly stage: Omit<StageOptions, 'intercept'>;
  /** What is the case before the daemon starts. */
  readonly before?: (stage: Stage) => Promise<void> | void;
  /** What must be true before the fault is armed; without it, the fault waits for the daemon's start. */
  readonly ready?: (play: Play) => Promise<void>;
  /** What makes Fairlead act. */
  readonly trigger: (play: Play) => Promise<void> | void;
  /**
   * What a person asks for in place of a trigger: the fault falls into it, and whoever asks is told how it ended. Asked
   * again once nothing goes wrong any more, it has to succeed.
   */
  readonly ask?: (client: Client, stage: Stage) => Promise<{ readonly ok: boolean }>;
  readonly points: readonly Point[];
  /** Milliseconds until Docker must answer, once nothing goes wrong any more. */
  readonly limitMs: number;
}

const program = (name: string, pattern: RegExp, nth = 1): Point => ({
  place: 'program',
  name,
  matches: (what) => pattern.test(what),
  nth,
});
const guest = (name: string, pattern: RegExp, nth = 1): Point => ({
  place: 'guest',
  name,
  matches: (what) => pattern.test(what),
  nth,
});
const file = (name: string, nth = 1): Point => ({ place: 'file', name, matches: () => true, nth });

const armed = (play: Play): Promise<void> =>
  play.step('the forward is armed', all(directAnswers(), forwardAnswers()));

/** People ask for things while a VPN has the route, too. */
async function taken(play: Play): Promise<void> {
  await armed(play);
  play.stage.vpn.connect('plain');
  for (const { name } of play.stage.machines)
    await play.step(`${name} answers over localhost`, dockerAnswers(name, 'localhost'));
}

export const remedies: readonly Remedy[] = [
  {
    name: 'add the forward',
    stage: { mayChangeRoutes: false },
    before: (stage) => stage.vpn.connect('plain'),
    trigger: () => undefined,
    points: [
      program('VBoxManage: add rule', /natpf1 fairlead/),
      file('journal.ndjson'),
      file('journal.ndjson', 2),
    ],
    limitMs: 30_000,
  },
  {
    name: 'move the forward to another port',
    stage: { mayChangeRoutes: false },
    ready: armed,
    async trigger({ stage }) {
      const machine = stage.machine('default');
      const port = machine.vm.natRules.find(({ name }) => name.startsWith('fairlead'))?.hostPort ?? 0;
      await machine.powerOff();
      await stage.holdPort(port, 'node');
      stage.vpn.connect('plain');
      await machine.powerOn();
    },
    points: [
      program('VBoxManage: delete rule', /natpf1 delete fairlead/),
      program('VBoxManage: add rule', /natpf1 fairlead/),
    ],
    limitMs: 75_000,
  },
  {
    name: 'put the route back',
    stage: {},
    ready: armed,
    trigger: ({ stage }) => stage.vpn.connect('plain'),
    points: [
      program('route: delete', /route .*delete/),
      program('route: add', /route .*add/),
      file('journal.ndjson'),
    ],
    limitMs: 30_000,
  },
  {
    name: 'give the adapter its address again',
    stage: { mayChangeRoutes: false },
    async ready(play) {
      await armed(play);
      play.stage.vpn.connect('route-lost');
      await play.step('Docker answers over localhost', dockerAnswers('default', 'localhost'));
    },
    trigger: ({ stage }) => stage.vpn.disconnect(),
    points: [program('VBoxManage: hostonlyif ipconfig', /hostonlyif/), file('journal.ndjson')],
    limitMs: 30_000,
  },
  {
    name: 'renew the certificate',
    stage: {
      mayChangeRoutes: false,
      settings: { 'endpoint.enabled': false },
      machines: [{ name: 'default', servedNames: ['192.168.99.100'], engineStopMs: 200 }],
    },
    ready: (play) => play.step('Docker answers directly', directAnswers()),
    trigger: ({ stage }) => stage.vpn.connect('restoring'),
    points: [
      guest('guest: read its kind', /os-release/),
      guest('guest: read the certificate', /^sudo -n cat '[^']*server\.pem'$/),
      guest('guest: upload', /cat >.*fairlead-new/),
      guest('guest: read it back', /^sudo -n cat '[^']*fairlead-new'$/),
      guest('guest: start the exchange', /start_engine/),
      // Not the script, which names the word as well.
      guest('guest: confirm', /\d{9}Z confirmed/),
      file('journal.ndjson'),
      file('server.pem'),
      file('config.json'),
    ],
    limitMs: 130_000,
  },
  {
    name: 'renew the CA of two machines',
    stage: {
      mayChangeRoutes: false,
      settings: { 'endpoint.enabled': false },
      machines: [{ name: 'default' }, { name: 'second' }],
    },
    ready: taken,
    trigger: () => undefined,
    ask: (client) => client.renewAuthority({ restartEngine: true }),
    points: [
      file('ca.pem', 2),
      guest('guest: put the CA', /ca\.pem\.fairlead-new.*cat >/, 2),
      guest('guest: start the exchange', /start_engine/, 2),
    ],
    limitMs: 130_000,
  },
  {
    name: 'trust a registry',
    stage: { mayChangeRoutes: false },
    ready: taken,
    trigger: () => undefined,
    async ask(client, stage) {
      const pem = readFileSync(stage.machine('default').made.machine.certificates.ca, 'utf8');
      const registry = 'registry.example:5000';
      const trusted = await client.trustRegistry({ machine: 'default', registry, pem });
      return { ok: trusted.some((one) => one.registry === registry) };
    },
    points: [guest('guest: put the certificate', /certs\.d.*cat >/), file('journal.ndjson')],
    limitMs: 60_000,
  },
];

/** Asks, and says in words what went otherwise; undefined when nothing did. */
export async function askFor({ ask }: Remedy, { daemon, stage }: Play): Promise<string | undefined> {
  if (ask === undefined) return undefined;
  try {
    const answer = await ask(clientAt(daemon.socket), stage);
    return answer.ok ? undefined : `it was not done: ${JSON.stringify(answer)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** How a Mac looks when nothing is wrong: judged after the VPN has left. */
export const restored = all(directAnswers(), routeIsOwn(), dockerAnswers());
