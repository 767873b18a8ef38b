import type { Measure } from '../measure.ts';
import { Scene } from '../scene.ts';
import { isArmed } from '../watched.ts';

/** A route is put back six times in ten minutes at most, which is three VPNs that come and go. */
const roundsPerStage = 3;

/** A VPN that takes the route comes, and goes without putting it back: everything the daemon does in between. */
export const cycle: Measure = {
  yields: ['detection', 'hijack', 'hijack-to-own-route', 'route-repair', 'vpn-gone'],
  async run(bench) {
    const taken: Taken = { detection: [], hijack: [], own: [], gone: [], repair: [] };
    for (let round = 0; round < bench.rounds;) {
      await using scene = await Scene.open({ stages: bench.stages, stage: {} });
      for (let here = 0; here < roundsPerStage && round < bench.rounds; here += 1, round += 1) {
        bench.say(`hijack and back, round ${round + 1} of ${bench.rounds}`);
        await oneRound(scene, taken);
      }
      taken.repair.push(...repairsIn(scene));
    }
    return {
      detection: taken.detection,
      hijack: taken.hijack,
      'hijack-to-own-route': taken.own,
      'route-repair': taken.repair,
      'vpn-gone': taken.gone,
    };
  },
};

interface Taken {
  readonly detection: number[];
  readonly hijack: number[];
  readonly own: number[];
  readonly gone: number[];
  readonly repair: number[];
}

async function oneRound(scene: Scene, taken: Taken): Promise<void> {
  await scene.rests('all is well and the forward is armed', isArmed);
  const hijackedAt = performance.now();
  scene.stage.vpn.connect('plain');
  const detected = scene
    .says('the route is not its own', ({ route }) => route.kind !== 'own')
    .then(() => {
      taken.detection.push(performance.now() - hijackedAt);
    });
  await Promise.all([detected, scene.answers('forward')]);
  taken.hijack.push(performance.now() - hijackedAt);
  await scene.says('the route is its own again', ({ route }) => route.kind === 'own');
  taken.own.push(performance.now() - hijackedAt);
  await scene.rests('all is well again', isArmed);
  const leftAt = performance.now();
  scene.stage.vpn.disconnect();
  await scene.says('the route is not its own', ({ route }) => route.kind !== 'own');
  await scene.answers('direct');
  taken.gone.push(performance.now() - leftAt);
}

/** The daemon's own times of its repairs. */
function repairsIn({ happenings }: Scene): readonly number[] {
  return happenings.flatMap(({ kind, text, ms, ok }) =>
    kind === 'did' && ok === true && ms !== undefined && text.startsWith('put the route') ? [ms] : [],
  );
}
