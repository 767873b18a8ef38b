/** The CA of a store has ended, and the client's certificate with it: it is renewed with all machines, one of them off, and across a crash. */
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { clientAt } from '../../app/control/client.ts';
import { startStage, type Stage } from '../stage/stage.ts';

const dayMs = 86_400_000;
const daysLeft = (pem: string): number => (Date.parse(new X509Certificate(pem).validTo) - Date.now()) / dayMs;
const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

async function endedStage(): Promise<Stage> {
  const caNotAfter = new Date(Date.now() - dayMs);
  return startStage({
    settings: { autoRepair: false },
    machines: [
      // Engines that are stopped hang up on who asks them over SSH, which once ended the daemon.
      { name: 'default', caNotAfter, notAfter: caNotAfter, carriesOverSsh: true },
      { name: 'second', notAfter: caNotAfter, carriesOverSsh: true },
    ],
  });
}

test(
  'the CA is renewed with all machines; one that was off is brought along later',
  { timeout: 300_000 },
  async () => {
    await using stage = await endedStage();
    const daemon = await stage.startDaemon();
    const client = clientAt(daemon.socket);
    const { certificates } = stage.machine('default').made.machine;
    const advised = async (): Promise<readonly string[]> =>
      (await client.status({})).advisories.flatMap(({ code, fix }) =>
        code === 'ca-expiring' ? [fix?.command ?? ''] : [],
      );
    assert.deepEqual(await advised(), ['fairlead certs renew --ca']);

    stage.machine('default').run([{ id: '1', name: 'app-db', image: 'db' }]);
    await stage.machine('second').powerOff();
    const before = digest(certificates.ca);
    const planned = await client.renewAuthority({ dryRun: true });
    assert.match(planned.sentence, /default, second .* Nothing has been changed/);
    assert.equal(digest(certificates.ca), before);

    const asked = await client.renewAuthority({});
    assert.deepEqual([asked.ok, asked.issued], [false, true]);
    // The stage's engine lets nobody in by now, so nobody knows what runs in it.
    assert.match(
      asked.machines[0]?.sentence ?? '',
      /would stop (app-db|containers that could not be counted)/,
    );

    const first = await client.renewAuthority({ restartEngine: true });
    assert.deepEqual(
      first.machines.map(({ machine, ok }) => [machine, ok]),
      [
        ['default', true],
        ['second', false],
      ],
      JSON.stringify(first),
    );
    assert.match(first.machines[1]?.sentence ?? '', /it is off; start it first: fairlead start second/);
    assert.equal(first.issued, false);
    const pem = readFileSync(certificates.ca, 'utf8');
    assert.ok(daysLeft(pem) > 1000);
    const copy = (machine: string, name: string): string =>
      path.join(stage.machine(machine).made.machine.directory, name);
    assert.equal(readFileSync(copy('default', 'ca.pem'), 'utf8'), pem);
    assert.notEqual(readFileSync(copy('second', 'ca.pem'), 'utf8'), pem);
    for (const name of ['server.pem', 'cert.pem'])
      assert.ok(daysLeft(readFileSync(copy('default', name), 'utf8')) > 800, name);

    // Killed, and started again: the same CA goes on.
    await daemon.kill9();
    await stage.machine('second').powerOn();
    const again = clientAt((await stage.startDaemon()).socket);
    const rest = await again.renewAuthority({ restartEngine: true });
    assert.deepEqual(
      [rest.ok, rest.issued, rest.machines.map(({ machine }) => machine)],
      [true, false, ['second']],
      JSON.stringify(rest),
    );
    assert.equal(readFileSync(certificates.ca, 'utf8'), pem);
    assert.equal(readFileSync(copy('second', 'ca.pem'), 'utf8'), pem);
    const now = await again.status({});
    assert.deepEqual(
      now.machines.map(({ direct }) => direct.kind),
      ['answers', 'answers'],
      now.sentence,
    );
    assert.deepEqual(
      now.advisories.filter(({ code }) => /certificate|ca-/.test(code)),
      [],
    );
  },
);
