import type { Platform } from '../../lab/lab.ts';
import type { Measure } from '../measure.ts';
import { isArmed } from '../watched.ts';
import { dockerAnswers, LabScene } from './lab-scene.ts';
import { epochNow } from './route-moments.ts';

/** A route is put back six times in ten minutes at most, which is three VPNs that come and go. */
const roundsPerLab = 3;

interface Taken {
  readonly detection: number[];
  readonly hijack: number[];
  readonly gone: number[];
  readonly docker: number[];
}

/** A real VPN takes the route and leaves it lost; the forward is armed. */
export const hijacks: Measure = {
  yields: [
    'lab-detection',
    'lab-detection-macos',
    'lab-docker',
    'lab-hijack',
    'lab-hijack-macos',
    'lab-vpn-gone',
  ],
  async run({ rounds, labs, say }) {
    const measure = async (platform: Platform): Promise<Taken> => {
      const taken: Taken = { detection: [], hijack: [], gone: [], docker: [] };
      for (let round = 0; round < rounds;) {
        await using scene = await LabScene.open({ labs, daemon: { platform } });
        for (let here = 0; here < roundsPerLab && round < rounds; here += 1, round += 1) {
          say(`hijack and back in the lab (${platform}), round ${round + 1} of ${rounds}`);
          await oneRound(scene, taken);
        }
      }
      return taken;
    };
    const linux = await measure('linux');
    const macos = await measure('macos');
    return {
      'lab-detection': linux.detection,
      'lab-detection-macos': macos.detection,
      'lab-docker': [...linux.docker, ...macos.docker],
      'lab-hijack': linux.hijack,
      'lab-hijack-macos': macos.hijack,
      'lab-vpn-gone': linux.gone,
    };
  },
};

async function oneRound(scene: LabScene, taken: Taken): Promise<void> {
  await scene.rests('all is well and the forward is armed', isArmed);
  const began = epochNow();
  await dockerAnswers(scene.lab, scene.machine.dockerHost ?? '');
  taken.docker.push(epochNow() - began);
  const { at, heard } = await scene.hijack();
  await scene.answers('forward');
  taken.hijack.push(epochNow() - at);
  taken.detection.push((await heard) - at);
  // It leaves before the route was put back, and takes the route with it: none is left.
  const left = scene.moments.first('Deleted', '192.168.99.0/24', 'utun0');
  left.catch(() => undefined);
  await scene.lab.vpn.disconnect();
  const leftAt = await left;
  await scene.says('the route is its own', ({ route }) => route.kind === 'own');
  await scene.answers('direct');
  taken.gone.push(epochNow() - leftAt);
}
