import { all, directAnswers, dockerAnswers, machineSays } from '../conditions.ts';
import type { Story } from '../story.ts';

export const certificate: Story = {
  name: 'certificate',
  title: "The engine's certificate is not valid for localhost, and is replaced",
  stage: () => ({
    mayChangeRoutes: false,
    // The endpoint needs no new certificate, and an engine in use over it is not restarted for one.
    settings: { 'endpoint.enabled': false },
    // As docker-machine made them before 0.5.1: the guest address and nothing else.
    machines: [{ name: 'default', guestIp: '192.168.99.100', servedNames: ['192.168.99.100'] }],
  }),
  async play(play) {
    await play.step('Docker answers directly', directAnswers());
    play.stage.vpn.connect('restoring');
    await play.step('Docker answers over localhost', dockerAnswers('default', 'localhost'), 20_000);
    await play.step(
      'the new certificate names localhost',
      machineSays(
        'the certificate suits localhost',
        ({ certificate }) => certificate?.suitsLocalhost === true,
      ),
    );
    play.stage.vpn.disconnect();
    await play.step('the direct path is back', all(directAnswers(), dockerAnswers('default', 'direct')));
  },
};
