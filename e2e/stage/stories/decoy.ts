import { advises, all, dockerAnswers, forwardAnswers, is } from '../conditions.ts';
import type { Story } from '../story.ts';

export const decoy: Story = {
  name: 'decoy',
  title: "Another computer answers at Docker's address, and is not taken for it",
  stage: () => ({ mayChangeRoutes: false }),
  async play(play) {
    const { stage } = play;
    const stranger = await stage.decoy();
    await play.step('the forward is armed', forwardAnswers());
    stage.vpn.connect('restoring');
    await play.step('Docker answers again', dockerAnswers('default', 'localhost'));
    await play.step('the stranger is recognised', advises('stranger-at-guest-address'));
    await play.hold(
      'the stranger is shown nothing of ours',
      1000,
      all(
        is('the stranger was sent a request', () => stranger.requests === 0),
        is('the stranger was shown a client certificate', () => stranger.certificates === 0),
        dockerAnswers('default', 'localhost'),
      ),
    );
    stage.vpn.disconnect();
    await play.step('the direct path is back', dockerAnswers('default', 'direct'));
  },
};
