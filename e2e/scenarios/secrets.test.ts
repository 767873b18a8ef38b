import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { clientAt } from '../../app/control/client.ts';
import { directAnswers, dockerAnswers, certificateSuitsLocalhost } from '../stage/conditions.ts';
import type { Play } from '../stage/play.ts';
import { PrivateKeys, writtenBelow } from '../stage/private-keys.ts';
import { tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';

const plain = painter(false);

test('nothing that a whole run wrote holds a private key or a part of one', async () => {
  const lines: string[] = [];
  await using told = await tellStory(
    {
      name: 'secrets',
      title: 'secrets',
      stage: () => ({
        mayChangeRoutes: false,
        machines: [{ name: 'default', servedNames: ['192.168.99.100'] }],
      }),
      async play(play: Play) {
        const { stage, daemon } = play;
        await play.step('Docker answers directly', directAnswers());
        stage.vpn.connect('restoring');
        await play.step('the certificate is renewed', certificateSuitsLocalhost, 30_000);
        await play.step('Docker answers', dockerAnswers('default', 'localhost'));
        const client = clientAt(daemon.socket);
        await client.changeSetting({ key: 'direct.holdMs', value: 250, by: 'cli' });
        await client.undo({ which: 'last' });
        const home = path.dirname(daemon.socket);
        const report = path.join(stage.root, 'report');
        mkdirSync(report);
        await client.report({ file: path.join(report, 'report.tar.gz') });
        execFileSync('tar', ['-xzf', path.join(report, 'report.tar.gz'), '-C', report]);
        const said = JSON.stringify([
          await client.status({}),
          await client.journal({}),
          await client.settingsHistory({}),
          await client.doctor({}),
        ]);
        const keys = new PrivateKeys();
        keys.learn(path.dirname(path.dirname(stage.machine('default').made.machine.directory)));
        assert.ok(keys.size >= 4, `${keys.size} keys`);
        const written = [...writtenBelow([home, report])];
        const names = written.map(({ where }) => path.basename(where));
        assert.ok(
          names.includes('journal.ndjson') && names.some((name) => name.endsWith('.log')),
          names.join(),
        );
        const spoken = { answers: said, stdout: daemon.output() };
        const all = Object.entries(spoken).map(([where, text]) => ({ where, content: Buffer.from(text) }));
        assert.deepEqual(keys.leaks([...written, ...all]), []);
        stage.vpn.disconnect();
      },
    },
    { tell: (event) => lines.push(renderEvent(event, plain)) },
  );
  assert.ok(told.result.ok, lines.join('\n'));
});
