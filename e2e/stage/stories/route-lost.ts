import { all, allIsWell, dockerAnswers, forwardAnswers, routeIsOwn } from '../conditions.ts';
import type { Story } from '../story.ts';

export const routeLost: Story = {
  name: 'route-lost',
  title: 'The VPN leaves and takes the route with it, and the route is put back',
  stage: () => ({}),
  async play(play) {
    await play.step('the forward is armed', forwardAnswers());
    play.stage.vpn.connect('route-lost');
    await play.step('Docker answers again', dockerAnswers());
    play.stage.vpn.disconnect();
    await play.step('the route is put back', routeIsOwn());
    await play.step('the direct path is back', all(dockerAnswers('default', 'direct'), allIsWell()));
  },
};
