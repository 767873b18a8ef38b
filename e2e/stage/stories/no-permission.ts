import { advises, all, dockerAnswers, forwardAnswers, is, routeIsOwn } from '../conditions.ts';
import type { Story } from '../story.ts';

export const noPermission: Story = {
  name: 'no-permission',
  title: 'Fairlead may not touch routes, so the forward carries Docker',
  stage: () => ({ mayChangeRoutes: false }),
  async play(play) {
    const { stage } = play;
    await play.step('the forward is armed', forwardAnswers());
    stage.vpn.connect('restoring');
    await play.step('Docker answers again', dockerAnswers());
    await play.step(
      'the reason is told',
      all(advises('no-permission'), dockerAnswers('default', 'localhost')),
    );
    await play.hold(
      'Docker keeps answering, and no route is touched',
      1500,
      all(
        dockerAnswers('default', 'localhost'),
        is('a route was touched', () => stage.world.counters.routeChanges === 0),
      ),
    );
    stage.vpn.disconnect();
    await play.step('the direct path is back', all(routeIsOwn(), dockerAnswers('default', 'direct')));
  },
};
