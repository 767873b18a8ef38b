import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { all, dockerAnswers, forwardAnswers, is, routeIsOwn } from '../stage/conditions.ts';
import type { Play } from '../stage/play.ts';
import type { StageOptions } from '../stage/stage.ts';
import { type Story, tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';

const plain = painter(false);

async function tell(stage: StageOptions, play: Story['play']): Promise<void> {
  const lines: string[] = [];
  const story: Story = { name: 'crash', title: 'a crash', stage: () => stage, play };
  await using told = await tellStory(story, { tell: (event) => lines.push(renderEvent(event, plain)) });
  assert.ok(told.result.ok, lines.join('\n'));
}

function ownRules({ stage }: Play): number {
  return stage.machine('default').vm.natRules.filter(({ name }) => name.startsWith('fairlead-')).length;
}

test('a daemon that is killed while the forward carries comes back to it, and adds nothing twice', () =>
  tell({ mayChangeRoutes: false }, async (play) => {
    await play.step('the forward is armed', forwardAnswers());
    play.stage.vpn.connect('restoring');
    await play.step('Docker answers again', dockerAnswers('default', 'localhost'));
    await play.daemon.kill9();
    await play.startDaemon();
    await play.step('Docker answers after the crash', dockerAnswers('default', 'localhost'));
    await play.step(
      'there is one rule of ours',
      is('there are two', (now) => ownRules(now) === 1),
    );
    play.stage.vpn.disconnect();
    await play.step('the direct path is back', dockerAnswers('default', 'direct'));
  }));

test('a VPN that connects while no daemon runs is noticed by the next one', () =>
  tell({}, async (play) => {
    await play.step('the forward is armed', forwardAnswers());
    await play.daemon.kill9();
    play.stage.vpn.connect('plain');
    await play.startDaemon();
    await play.step('Docker answers', dockerAnswers());
    await play.step('the route is repaired', all(routeIsOwn(), dockerAnswers('default', 'direct')));
  }));

test('the engine is not left stopped when the daemon is killed in the middle of a renewal', () =>
  tell(
    {
      mayChangeRoutes: false,
      machines: [{ name: 'default', servedNames: ['192.168.99.100'], engineStopMs: 400 }],
    },
    async (play) => {
      const { stage } = play;
      await play.step('Docker answers directly', dockerAnswers('default', 'direct'));
      stage.vpn.connect('restoring');
      const { engineSocket } = stage.machine('default').guest;
      await play.step(
        'the engine has been stopped for its new certificate',
        is('the engine still listens', () => !existsSync(engineSocket)),
        20_000,
      );
      await play.daemon.kill9();
      await play.startDaemon();
      await play.step('Docker answers over localhost', dockerAnswers('default', 'localhost'), 30_000);
      // Without its word the machine would go back after 90 s, and restart an engine that is in use by then.
      const waiting = path.join(stage.root, 'guests/default/var/lib/boot2docker/server.pem.fairlead-lock');
      await play.step(
        'the machine has its word, and waits no longer',
        is('it still waits', () => !existsSync(waiting)),
        20_000,
      );
    },
  ));

test('older forms of the commands are read as well: macOS 10.11 cuts vboxnet0 to vboxnet', () =>
  tell({ version: '10.11' }, async (play) => {
    await play.step('the forward is armed', forwardAnswers());
    play.stage.vpn.connect('plain');
    await play.step('Docker answers again', dockerAnswers());
    await play.step('the route is repaired', all(routeIsOwn(), dockerAnswers('default', 'direct')));
  }));
