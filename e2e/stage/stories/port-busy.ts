import { all, dockerAnswers, forwardAnswers, is } from '../conditions.ts';
import type { Story } from '../story.ts';

const holder = 'docker-proxy';

export const portBusy: Story = {
  name: 'port-busy',
  title: "Another program holds the forward's port, so the next one is taken",
  stage: () => ({ mayChangeRoutes: false }),
  before: (stage) => stage.holdPort(stage.firstPort, holder),
  async play(play) {
    const { stage } = play;
    await play.step('a forward on another port is armed', forwardAnswers());
    stage.vpn.connect('restoring');
    await play.step(
      'Docker answers again',
      all(
        dockerAnswers('default', 'localhost'),
        is('the held port is named', ({ snapshot }) => {
          const host = snapshot?.machines[0]?.dockerHost ?? '';
          return host !== '' && !host.endsWith(`:${stage.firstPort}`);
        }),
      ),
    );
    await play.step(
      'the holder is named',
      // lsof cuts names to nine characters.
      is(`${holder} is named nowhere`, ({ snapshot, happenings }) =>
        JSON.stringify([snapshot?.advisories, happenings]).includes(holder.slice(0, 9)),
      ),
    );
    stage.vpn.disconnect();
    await play.step('the direct path is back', dockerAnswers('default', 'direct'));
  },
};
