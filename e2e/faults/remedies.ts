import { all, dockerAnswers, forwardAnswers, directAnswers, routeIsOwn } from '../stage/conditions.ts';
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
];

/** How a Mac looks when nothing is wrong: judged after the VPN has left. */
export const restored = all(directAnswers(), routeIsOwn(), dockerAnswers());
