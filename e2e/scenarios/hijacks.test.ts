import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, dockerAnswers, forwardAnswers, routeIsOwn } from '../stage/conditions.ts';
import { type Story, tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';
import type { VpnKind } from '../stage/vpn-kinds.ts';

const plain = painter(false);
const kinds: readonly VpnKind[] = ['host-route', 'halves', 'covering', 'unknown'];

/** The ways of taking a route that no story of the demo tells. */
for (const kind of kinds) {
  test(`a VPN of the kind "${kind}" is repaired, and Docker answers meanwhile`, async () => {
    const lines: string[] = [];
    const story: Story = {
      name: kind,
      title: kind,
      stage: () => ({}),
      async play(play) {
        await play.step('the forward is armed', forwardAnswers());
        play.stage.vpn.connect(kind);
        await play.step('Docker answers again', dockerAnswers());
        await play.step('the route is repaired', all(routeIsOwn(), dockerAnswers('default', 'direct')));
        play.stage.vpn.disconnect();
        await play.step(
          'Docker answers after it left',
          all(routeIsOwn(), dockerAnswers('default', 'direct')),
        );
      },
    };
    await using told = await tellStory(story, { tell: (event) => lines.push(renderEvent(event, plain)) });
    assert.ok(told.result.ok, lines.join('\n'));
  });
}
