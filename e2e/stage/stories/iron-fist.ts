import { advises, all, dockerAnswers, forwardAnswers, is, routeIsOwn } from '../conditions.ts';
import type { Story } from '../story.ts';

/** Three repairs of two commands each, and room for one that was under way when the limit was reached. */
const mostRouteChanges = 8;

export const ironFist: Story = {
  name: 'iron-fist',
  title: 'The VPN takes every repaired route back, and Fairlead does not fight it without end',
  stage: () => ({}),
  async play(play) {
    const { stage } = play;
    await play.step('the forward is armed', forwardAnswers());
    stage.vpn.connect('iron-fist');
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the fight is given up', advises('vpn-takes-routes-back'), 20_000);
    const changes = stage.world.counters.routeChanges;
    await play.hold(
      'Docker keeps answering, and the route is left alone',
      2000,
      all(
        dockerAnswers('default', 'localhost'),
        is('it still changes routes', () => stage.world.counters.routeChanges === changes),
        is(`it changed routes ${changes} times`, () => changes <= mostRouteChanges),
      ),
    );
    stage.vpn.disconnect();
    await play.step('the direct path is back', all(routeIsOwn(), dockerAnswers('default', 'direct')));
  },
};
