import path from 'node:path';
import type { Lab } from '../../lab/lab.ts';
import type { Bench, Measure } from '../measure.ts';
import { isArmed } from '../watched.ts';
import { dockerAnswers, LabScene } from './lab-scene.ts';
import type { Labs } from './labs.ts';
import { epochNow } from './route-moments.ts';

const guest = '192.168.99.100';

/** The forward is armed and routes may be changed: what Fairlead does beside what a person does, who repairs the route. */
export const armed: Measure = {
  yields: ['lab-own-route', 'lab-route-by-hand', 'lab-armed-ratio'],
  async run({ rounds, labs, say }: Bench) {
    const answered: number[] = [];
    const ownRoute: number[] = [];
    const byHand: number[] = [];
    const count = Math.ceil(rounds / 2);
    for (let round = 0; round < count; round += 1) {
      say(`route in the lab, round ${round + 1} of ${count}`);
      const times = await fairlead(labs);
      answered.push(times.answered);
      ownRoute.push(times.ownRoute);
      byHand.push(await hand(labs));
    }
    return {
      'lab-own-route': ownRoute,
      'lab-route-by-hand': byHand,
      'lab-armed-ratio': byHand.map((ms, index) => (answered[index] ?? NaN) / ms),
    };
  },
};

/** Milliseconds from the VPN's route: until Docker answers at all, and until it answers directly. */
async function fairlead(labs: Labs): Promise<{ readonly answered: number; readonly ownRoute: number }> {
  await using scene = await LabScene.open({ labs });
  await scene.rests('all is well and the forward is armed', isArmed);
  const { at } = await scene.hijack();
  await scene.answers('forward');
  const answered = epochNow() - at;
  await scene.says('the route is its own', ({ route }) => route.kind === 'own');
  await scene.answers('direct');
  return { answered, ownRoute: epochNow() - at };
}

/** The script starts when the VPN is up; a person would have to notice first, and to type. */
async function hand(labs: Labs): Promise<number> {
  const lab = await labs.start({});
  try {
    await lab.vpn.connect('whole-network');
    const began = epochNow();
    const answer = await lab.onMac(script(lab));
    if (answer.exitCode !== 0) throw new Error(`by hand: ${answer.stderr.trim()}`);
    while (!(await dockerAnswers(lab, `tcp://${guest}:2376`)))
      if (epochNow() - began > 30_000) throw new Error('by hand: Docker does not answer');
    return epochNow() - began;
  } finally {
    await labs.end(lab);
  }
}

function script({ names }: Lab): readonly string[] {
  const file = path.join(names.repository, 'e2e/bench/route-by-hand.sh');
  return ['sh', file, '192.168.99.0/24', 'vboxnet0', guest];
}
