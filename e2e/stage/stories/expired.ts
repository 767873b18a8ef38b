import { all, directAnswers, dockerAnswers, machineSays } from '../conditions.ts';
import type { Story } from '../story.ts';

const dayMs = 86_400_000;

export const expired: Story = {
  name: 'expired',
  title: "The engine's certificate has expired, and is renewed",
  stage: () => ({
    machines: [
      {
        name: 'default',
        // docker-machine's certificates last 1080 days.
        notBefore: new Date(Date.now() - 1081 * dayMs),
        notAfter: new Date(Date.now() - dayMs),
      },
    ],
  }),
  async play(play) {
    await play.step('the certificate is renewed', directAnswers(), 20_000);
    await play.step(
      'Docker answers with it',
      all(
        dockerAnswers(),
        machineSays('the certificate is good', ({ certificate: served }) => served?.state === 'good'),
      ),
    );
  },
};
