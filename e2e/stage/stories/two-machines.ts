import { all, dockerAnswers, forwardAnswers, is } from '../conditions.ts';
import type { Story } from '../story.ts';

export const twoMachines: Story = {
  name: 'two-machines',
  title: 'Two machines lose their network, and each gets its own forward',
  stage: () => ({ mayChangeRoutes: false, machines: [{ name: 'default' }, { name: 'dev' }] }),
  async play(play) {
    await play.step('both forwards are armed', all(forwardAnswers('default'), forwardAnswers('dev')));
    play.stage.vpn.connect('restoring');
    await play.step(
      'both answer again',
      all(dockerAnswers('default', 'localhost'), dockerAnswers('dev', 'localhost')),
    );
    await play.step(
      'each has its own port',
      is('they share a port', ({ snapshot }) => {
        const hosts = snapshot?.machines.map(({ dockerHost }) => dockerHost) ?? [];
        return hosts.length === 2 && new Set(hosts).size === 2;
      }),
    );
    play.stage.vpn.disconnect();
    await play.step(
      'both direct paths are back',
      all(dockerAnswers('default', 'direct'), dockerAnswers('dev', 'direct')),
    );
  },
};
