import { advises, all, dockerAnswers, forwardAnswers, is } from '../conditions.ts';
import type { Story } from '../story.ts';

export const filtered: Story = {
  name: 'filtered',
  title: 'The route is right, but the VPN drops the packets',
  stage: () => ({}),
  async play(play) {
    const { stage } = play;
    await play.step('the forward is armed', forwardAnswers());
    stage.vpn.connect('filtering');
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the reason is told', advises('packets-filtered'));
    await play.hold(
      'Docker keeps answering, and no route is touched',
      1500,
      all(
        dockerAnswers('default', 'localhost'),
        is('a route was touched', () => stage.world.counters.routeChanges === 0),
      ),
    );
    stage.vpn.disconnect();
    await play.step('the direct path is back', dockerAnswers('default', 'direct'));
  },
};
