import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { clientAt } from '../../app/control/client.ts';
import type { UndoResult } from '../../shared/control/change-words.ts';
import {
  all,
  directAnswers,
  dockerAnswers,
  forwardAnswers,
  certificateSuitsLocalhost,
  machineSays,
  routeIsOwn,
} from '../stage/conditions.ts';
import type { Play } from '../stage/play.ts';
import { type Story, tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';

const plain = painter(false);
const stays = 'app-db';

async function tell(story: Story): Promise<void> {
  const lines: string[] = [];
  await using told = await tellStory(story, { tell: (event) => lines.push(renderEvent(event, plain)) });
  assert.ok(told.result.ok, lines.join('\n'));
}

function outcomes({ entries }: UndoResult): readonly (readonly [string, string])[] {
  return entries.map(({ description, outcome }) => [description.split(' ').slice(0, 3).join(' '), outcome]);
}

test('a forward, a setting and a route are put back, once, and nothing of anybody else', async () => {
  await tell({
    name: 'undo',
    title: 'undo',
    stage: () => ({}),
    async play(play: Play) {
      const { daemon, stage } = play;
      const client = clientAt(daemon.socket);
      await play.step('the forward is armed', all(directAnswers(), forwardAnswers()));
      await client.changeSetting({ key: 'direct.holdMs', value: 250, by: 'cli' });
      stage.vpn.connect('restoring');
      await play.step('the route is repaired', all(routeIsOwn(), dockerAnswers('default', 'direct')));
      const planned = await client.undo({ which: 'all', dryRun: true });
      assert.ok(planned.entries.length >= 3);
      assert.ok(planned.entries.some(({ outcome }) => outcome === 'would'));
      assert.ok(machineSaysForward(play));

      const done = await client.undo({ which: 'all' });
      assert.ok(done.ok, JSON.stringify(done, undefined, 1));
      assert.equal((await client.settings({})).find(({ key }) => key === 'direct.holdMs')?.changed, false);
      await play.step('the VPN has its route again', ({ snapshot }) =>
        snapshot?.machines[0]?.route.kind === 'taken' ? undefined : 'it has not',
      );
      await play.step('the forward is gone', ({ snapshot }) =>
        snapshot?.machines[0]?.forward.kind === 'absent' ? undefined : 'it is there',
      );
      await play.hold('nothing of it is done again', 700, ({ snapshot }) =>
        snapshot?.machines[0]?.route.kind === 'taken' && snapshot.machines[0].forward.kind === 'absent'
          ? undefined
          : 'it was',
      );
      assert.deepEqual((await client.undo({ which: 'all' })).entries, []);
      stage.vpn.disconnect();
    },
  });
});

function machineSaysForward({ snapshot }: Play): boolean {
  return snapshot?.machines[0]?.forward.kind === 'answers';
}

test('a certificate goes back in the machine and in the store, with consent where containers stop', async () => {
  await tell({
    name: 'undo-certificate',
    title: 'undo-certificate',
    stage: () => ({
      mayChangeRoutes: false,
      machines: [{ name: 'default', guestIp: '192.168.99.100', servedNames: ['192.168.99.100'] }],
    }),
    async play(play: Play) {
      const { stage } = play;
      const machine = stage.machine('default');
      const store = (name: string): string => path.join(machine.made.machine.directory, name);
      const before = {
        pem: readFileSync(store('server.pem'), 'utf8'),
        config: readConfig(store('config.json')),
      };
      await play.step('Docker answers directly', directAnswers());
      stage.vpn.connect('restoring');
      await play.step('the certificate is renewed', certificateSuitsLocalhost, 20_000);
      assert.notEqual(readFileSync(store('server.pem'), 'utf8'), before.pem);
      stage.vpn.disconnect();
      await play.step('the direct path is back', directAnswers());
      const client = clientAt(play.daemon.socket);
      const entry = (await client.journal({})).find(({ kind }) => kind === 'guest-certificate');
      assert.ok(entry);

      machine.run([{ id: '1', name: stays, image: 'db' }]);
      const asked = await client.undo({ which: [entry.id] });
      assert.deepEqual(outcomes(asked), [['new engine certificate', 'consent']], JSON.stringify(asked));
      assert.match(asked.entries[0]?.text ?? '', new RegExp(stays));

      const done = await client.undo({ which: [entry.id], restartEngine: true });
      assert.deepEqual(outcomes(done), [['new engine certificate', 'undone']], JSON.stringify(done));
      assert.equal(await readFile(store('server.pem'), 'utf8'), before.pem);
      assert.deepEqual(readConfig(store('config.json')), before.config);
      await play.step(
        'the engine serves the one before',
        machineSays('it does not suit localhost', ({ certificate }) => certificate?.suitsLocalhost === false),
      );
      const open = (await client.journal({})).filter(
        ({ state, kind }) => state === 'done' && kind !== 'nat-rule',
      );
      assert.deepEqual(
        open.filter(({ kind }) => ['guest-certificate', 'store-file'].includes(kind)),
        [],
      );
    },
  });
});

function readConfig(file: string): unknown {
  const config = JSON.parse(readFileSync(file, 'utf8')) as { HostOptions: { AuthOptions: unknown } };
  return config.HostOptions.AuthOptions;
}
