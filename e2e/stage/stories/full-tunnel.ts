import { all, allIsWell, dockerAnswers, forwardAnswers, is } from '../conditions.ts';
import type { Story } from '../story.ts';

export const fullTunnel: Story = {
  name: 'full-tunnel',
  title: 'A VPN takes everything else, nothing is wrong, and nothing is done',
  stage: () => ({}),
  async play(play) {
    const { stage } = play;
    await play.step('the forward is armed', all(forwardAnswers(), allIsWell()));
    const did = (): number => play.happenings.filter(({ kind }) => kind === 'did').length;
    const before = did();
    stage.vpn.connect('full-tunnel');
    await play.hold(
      'Docker answers directly all the time, and nothing is done',
      2500,
      all(
        dockerAnswers('default', 'direct'),
        allIsWell(),
        is('a step was taken', () => did() === before),
        is('a route was touched', () => stage.world.counters.routeChanges === 0),
      ),
    );
    stage.vpn.disconnect();
    await play.hold('nor when it leaves', 1000, all(dockerAnswers('default', 'direct'), allIsWell()));
  },
};
