import { mkdirSync, chownSync } from 'node:fs';
import path from 'node:path';
import type { Lab, LabOptions } from '../../lab/lab.ts';
import { macUser } from '../../lab/names.ts';
import type { Bench, Measure } from '../measure.ts';
import { dockerAnswers, LabScene } from './lab-scene.ts';
import { epochNow } from './route-moments.ts';
import type { Labs } from './labs.ts';

/** As docker-machine made certificates before 0.5.1: the guest address and nothing else. */
const guestOnly: LabOptions = { machines: [{ name: 'default', servedNames: ['192.168.99.100'] }] };
const port = 2376;

/** The forward is not kept ready: VirtualBox is asked for it while Docker is already unreachable. */
export const addingForward: Measure = {
  yields: ['lab-hijack-adding-forward', 'lab-forward-by-hand', 'lab-forward-ratio'],
  async run(bench) {
    const { byFairlead, byHand } = await inTurns(bench, { what: 'NAT rule', lab: {}, script: 'forward' });
    return {
      'lab-hijack-adding-forward': byFairlead,
      'lab-forward-by-hand': byHand,
      'lab-forward-ratio': ratios(byFairlead, byHand),
    };
  },
};

/**
 * Rule and certificate are missing at once. Neither side tries to repair the route. Both restart the engine, which
 * takes its own time: that share of the script's is what no other way of renewing could go below.
 */
export const renewal: Measure = {
  yields: [
    'lab-renewal',
    'lab-renewal-by-hand',
    'lab-renewal-ratio',
    'lab-engine-restart',
    'lab-restart-share',
  ],
  async run(bench) {
    const { byFairlead, byHand, restarts } = await inTurns(bench, {
      what: 'certificate',
      lab: guestOnly,
      script: 'all',
    });
    return {
      'lab-renewal': byFairlead,
      'lab-renewal-by-hand': byHand,
      'lab-renewal-ratio': ratios(byFairlead, byHand),
      'lab-engine-restart': restarts,
      'lab-restart-share': ratios(restarts, byHand),
    };
  },
};

interface Comparison {
  readonly what: string;
  readonly lab: LabOptions;
  readonly script: 'forward' | 'all';
}

async function inTurns({ rounds, labs, say }: Bench, { what, lab, script }: Comparison) {
  const byFairlead: number[] = [];
  const byHand: number[] = [];
  const restarts: number[] = [];
  const count = Math.ceil(rounds / 2);
  for (let round = 0; round < count; round += 1) {
    say(`${what} in the lab, round ${round + 1} of ${count}`);
    byFairlead.push(await fairlead(labs, lab));
    const { ms, restartMs } = await hand(labs, { lab, script });
    byHand.push(ms);
    if (restartMs !== undefined) restarts.push(restartMs);
  }
  return { byFairlead, byHand, restarts };
}

async function fairlead(labs: Labs, lab: LabOptions): Promise<number> {
  // Clients are pointed at localhost, by hand and here; the endpoint would need no new certificate.
  const settings = { 'forward.arm': false, 'route.repair': 'off', 'endpoint.enabled': false };
  await using scene = await LabScene.open({ labs, lab, daemon: { settings }, mayChangeRoutes: false });
  await scene.rests('the direct path works', ({ path: way }) => way === 'direct');
  const { at } = await scene.hijack();
  await scene.answers('forward');
  return epochNow() - at;
}

interface ByHand {
  readonly ms: number;
  /** Of the engine alone, once more in the same lab; undefined where the script restarts none. */
  readonly restartMs: number | undefined;
}

/** The script starts when the VPN is up; a person would have to notice first, and to type. */
async function hand(labs: Labs, { lab: options, script }: Omit<Comparison, 'what'>): Promise<ByHand> {
  const lab = await labs.start(options);
  try {
    const work = path.join(lab.names.home, 'by-hand');
    mkdirSync(work);
    chownSync(work, macUser.uid, macUser.gid);
    await lab.vpn.connect('whole-network');
    const ms = await untilAnswered(lab, async () => {
      const answer = await lab.onMac(script === 'all' ? wholeScript(lab, work) : ruleOnly(lab));
      if (answer.exitCode !== 0) throw new Error(`by hand: ${answer.stderr.trim()}`);
    });
    if (script !== 'all') return { ms, restartMs: undefined };
    const restart = (): Promise<unknown> => lab.guest().sh('/etc/init.d/docker restart');
    return { ms, restartMs: await untilAnswered(lab, restart) };
  } finally {
    await labs.end(lab);
  }
}

/** Milliseconds from the start of `act` until Docker answers on localhost. */
async function untilAnswered(lab: Lab, act: () => Promise<unknown>): Promise<number> {
  const began = epochNow();
  await act();
  while (!(await dockerAnswers(lab, `tcp://localhost:${port}`)))
    if (epochNow() - began > 30_000) throw new Error('by hand: Docker does not answer');
  return epochNow() - began;
}

function wholeScript({ names }: Lab, work: string): readonly string[] {
  const script = path.join(names.repository, 'e2e/bench/by-hand.sh');
  const vboxmanage = path.join(names.bin, 'VBoxManage');
  return ['sh', script, names.store, 'default', String(port), '49417', '192.168.99.100', vboxmanage, work];
}

function ruleOnly({ names }: Lab): readonly string[] {
  const rule = `docker,tcp,127.0.0.1,${port},,2376`;
  return [path.join(names.bin, 'VBoxManage'), 'controlvm', 'default', 'natpf1', rule];
}

function ratios(byFairlead: readonly number[], byHand: readonly number[]): readonly number[] {
  return byHand.map((ms, index) => (byFairlead[index] ?? NaN) / ms);
}
