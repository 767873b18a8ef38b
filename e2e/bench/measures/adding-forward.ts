import type { Measure } from '../measure.ts';
import { Scene } from '../scene.ts';

/** The forward is not kept ready: VirtualBox is asked for it while Docker is already unreachable. */
export const addingForward: Measure = {
  yields: ['hijack-adding-forward'],
  async run({ rounds, stages, say }) {
    const taken: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      say(`hijack with the NAT rule to be added, round ${round + 1} of ${rounds}`);
      await using scene = await Scene.open({ stages, stage: { settings: { 'forward.arm': false } } });
      await scene.rests(
        'the direct path works without a forward',
        ({ path, forward }, { state }) => state === 'ok' && path === 'direct' && forward.kind === 'absent',
      );
      const start = performance.now();
      scene.stage.vpn.connect('plain');
      await scene.answers('forward');
      taken.push(performance.now() - start);
    }
    return { 'hijack-adding-forward': taken };
  },
};
