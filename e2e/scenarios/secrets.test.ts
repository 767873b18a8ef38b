import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { clientAt } from '../../app/control/client.ts';
import { directAnswers, dockerAnswers, machineSays } from '../stage/conditions.ts';
import type { Play } from '../stage/play.ts';
import { tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';

const plain = painter(false);

/** Every file below a folder that can be read as one; sockets and pipes cannot. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((one) => one.isFile())
    .map((one) => path.join(one.parentPath, one.name));
}

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
        await play.step(
          'the certificate is renewed',
          machineSays(
            'it suits localhost',
            ({ certificate, working }) => certificate?.suitsLocalhost === true && working === undefined,
          ),
          30_000,
        );
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
        const store = path.dirname(path.dirname(stage.machine('default').made.machine.directory));
        const keys = filesBelow(store).filter((file) => /(key\.pem|id_rsa)$/.test(file));
        assert.ok(keys.length >= 4, keys.join(', '));
        // Each line of a key's body: half a key in a log is a leak too.
        const bodies = keys.flatMap((file) =>
          readFileSync(file, 'utf8')
            .split('\n')
            .filter((line) => line.length >= 40 && !line.startsWith('-')),
        );
        const written = [...filesBelow(home), ...filesBelow(report)];
        assert.ok(
          written.some((file) => file.endsWith('journal.ndjson')),
          written.join(', '),
        );
        assert.ok(
          written.some((file) => file.endsWith('.log')),
          written.join(', '),
        );
        const texts = [
          ...written.map((file) => [file, readFileSync(file, 'latin1')] as const),
          ['answers', said] as const,
          ['stdout', daemon.output()] as const,
        ];
        for (const [where, text] of texts) {
          assert.doesNotMatch(text, /PRIVATE KEY/, where);
          assert.equal(bodies.filter((line) => text.includes(line)).length, 0, where);
        }
        stage.vpn.disconnect();
      },
    },
    { tell: (event) => lines.push(renderEvent(event, plain)) },
  );
  assert.ok(told.result.ok, lines.join('\n'));
});
