import { all, allIsWell, directAnswers, dockerAnswers, forwardAnswers, routeIsOwn } from '../conditions.ts';
import type { Story } from '../story.ts';

export const hijack: Story = {
  name: 'hijack',
  title: 'A VPN takes 192.168.99.0/24, and Docker is brought back',
  stage: () => ({}),
  async play(play) {
    await play.step('Docker answers directly', dockerAnswers('default', 'direct'));
    await play.step('the forward is armed', forwardAnswers());
    play.stage.vpn.connect('plain');
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the route is repaired', all(routeIsOwn(), dockerAnswers('default', 'direct')));
    play.stage.vpn.disconnect();
    await play.step(
      'the direct path is back',
      all(routeIsOwn(), directAnswers(), dockerAnswers('default', 'direct')),
    );
    await play.step('all is well', allIsWell());
  },
};
