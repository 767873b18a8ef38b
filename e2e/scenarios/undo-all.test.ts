/** Fairlead does all it can do to a Mac, and `undo --all` leaves the Mac as it was before its first start. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { clientAt } from '../../app/control/client.ts';
import type { ChangeKind } from '../../app/ports.ts';
import type { Client } from '../../shared/control/contract.ts';
import { all, certificateSuitsLocalhost, dockerAnswers, routeIsOwn } from '../stage/conditions.ts';
import type { Play } from '../stage/play.ts';
import { freePort } from '../stage/ports.ts';
import { differences, recordOf, type WorldRecord } from '../stage/record.ts';
import type { Stage } from '../stage/stage.ts';
import { tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';

const plain = painter(false);
const registry = 'registry.example:5000';
/** As somebody wrote it by hand: no form that a program would give it again, and secrets in it. */
const dockerConfig = `{ "auths": {"registry.example": {"auth": "bm90OnJlYWw="}},
   "currentContext":"theirs", "psFormat": "<{{.Names}}>" }`;

/** What the person has before: a Docker folder with a context, and a machine that trusts a registry already. */
function furnish(stage: Stage): void {
  const docker = path.join(stage.root, 'user/.docker');
  const meta = path.join(docker, 'contexts/meta', '4'.repeat(64));
  mkdirSync(meta, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(meta, 'meta.json'), '{"Name":"theirs","Metadata":{},"Endpoints":{}}');
  writeFileSync(path.join(docker, 'config.json'), dockerConfig, { mode: 0o640 });
  const guest = stage.machine('default').guest.root;
  const trusted = path.join(guest, 'etc/docker/certs.d/theirs.example');
  mkdirSync(trusted, { recursive: true });
  writeFileSync(
    path.join(trusted, 'ca.crt'),
    readFileSync(stage.machine('default').made.machine.certificates.ca),
  );
  // Open to others, as a careless copy leaves it: the doctor mends that, and undoing opens it again.
  chmodSync(stage.machine('default').made.machine.ssh.keyPath, 0o644);
}

/** Every kind of change that a person, the loop or a doctor can bring about on a stage. */
async function doAll(play: Play, client: Client): Promise<void> {
  const { stage } = play;
  const mended = await client.mend({ machine: 'default' });
  assert.ok(
    mended.mended.some(({ id, ok }) => id === 'SSH_KEY_OPEN' && ok),
    JSON.stringify(mended.mended),
  );
  await play.step('the route is repaired', all(routeIsOwn(), dockerAnswers('default', 'direct')));
  await client.renewCertificate({ machine: 'default', restartEngine: true });
  await play.step('the certificate is renewed', certificateSuitsLocalhost, 20_000);
  // What `adopt` does beside the certificate; the loop may have been quicker.
  await client.addForward({ machine: 'default' });
  const authority = await client.renewAuthority({ restartEngine: true });
  assert.ok(authority.ok, JSON.stringify(authority));
  await client.useContext({ machine: 'default' });
  const pem = readFileSync(stage.machine('default').made.machine.certificates.ca, 'utf8');
  await client.trustRegistry({ machine: 'default', registry, pem });
  await client.renewClientCertificate({ machine: 'default' });
  await client.changeSetting({ key: 'direct.holdMs', value: 250, by: 'cli' });
  const port = await freePort();
  stage.machine('default').run([{ id: '1', name: 'web', image: 'nginx', ports: [port] }]);
  await client.changeSetting({ key: 'ports.publish', value: 'on', by: 'cli' });
  await play.step('the port of a container is open', ({ snapshot }) =>
    snapshot?.machines[0]?.publishedPorts?.some(({ state }) => state === 'open') === true
      ? undefined
      : 'it is not',
  );
}

/** What the stage can change; the rest takes a password, or is of a machine that is broken. */
const kinds: readonly ChangeKind[] = [
  'route',
  'nat-rule',
  'guest-certificate',
  'store-file',
  'docker-context',
  'settings',
  'published-port',
  'guest-file',
  'file-mode',
  'guest-ca',
];

/** Files whose old content is kept beside them, as the journal tells them. */
async function changedFiles(client: Client): Promise<readonly string[]> {
  const lines = await client.journal({});
  return lines.flatMap(({ description, kind }) => {
    if (kind === 'guest-certificate') return ['/var/lib/boot2docker/server.pem'];
    if (kind === 'guest-ca') return ['/var/lib/boot2docker/ca.pem'];
    const file = /(?: in | of )(\/\S+)$/.exec(description)?.[1];
    return file === undefined ? [] : [file];
  });
}

/** A file that is new, and named as the back-up of one that the journal names. */
function isBackupOf(files: readonly string[], line: string): boolean {
  const [, name] = /^\+ (.+)\.fairlead-\d{8}T\d{9}Z$/.exec(line) ?? [];
  return name !== undefined && files.some((file) => file.endsWith(name.replace(/^guests\/[^/]+/, '')));
}

test('undo --all leaves the Mac as it was before the first start', { timeout: 240_000 }, async () => {
  const lines: string[] = [];
  let before: WorldRecord = new Map();
  await using told = await tellStory(
    {
      name: 'undo-all',
      title: 'undo --all',
      stage: () => ({
        machines: [{ name: 'default', guestIp: '192.168.99.100', servedNames: ['192.168.99.100'] }],
      }),
      before: (stage) => {
        furnish(stage);
        stage.vpn.connect('halves');
        before = recordOf(stage);
        return Promise.resolve();
      },
      async play(play) {
        const client = clientAt(play.daemon.socket);
        await doAll(play, client);
        const made = differences(before, recordOf(play.stage));
        for (const place of [
          /^~ .*config\.json/,
          /^~ .*server\.pem/,
          /certs\.d/,
          /contexts\/meta/,
          /route/,
          /rule/,
        ])
          assert.ok(
            made.some((line) => place.test(line)),
            `${String(place)}: ${made.join('\n')}`,
          );
        const lines = await client.journal({});
        assert.deepEqual(
          kinds.filter((kind) => !lines.some((one) => one.kind === kind && one.state === 'done')),
          [],
          'every kind of change has been made',
        );
        const done = await client.undo({ which: 'all', restartEngine: true });
        assert.ok(done.ok, JSON.stringify(done, undefined, 1));
        const left = differences(before, recordOf(play.stage));
        const files = await changedFiles(client);
        assert.deepEqual(
          left.filter((line) => !isBackupOf(files, line)),
          [],
        );
        assert.ok(left.length > 0, 'back-ups are kept on purpose');
      },
    },
    { tell: (event) => lines.push(renderEvent(event, plain)) },
  );
  assert.ok(told.result.ok, lines.join('\n'));
});
