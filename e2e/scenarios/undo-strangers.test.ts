/** What somebody else changed since is never touched by an undo; and rows over a gateway come back as they were. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { clientAt } from '../../app/control/client.ts';
import type { NatRule } from '../../app/ports.ts';
import { newAuthority } from '../../app/testing/make-store.ts';
import { all, directAnswers, dockerAnswers, forwardAnswers, is, routeIsOwn } from '../stage/conditions.ts';
import type { Play } from '../stage/play.ts';
import { differences, recordOf } from '../stage/record.ts';
import { type Story, tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';

const plain = painter(false);
const registry = 'registry.example:5000';

async function tell(story: Pick<Story, 'stage' | 'play'>): Promise<void> {
  const lines: string[] = [];
  const whole = { name: 'undo-strangers', title: 'undo', ...story };
  await using told = await tellStory(whole, { tell: (event) => lines.push(renderEvent(event, plain)) });
  assert.ok(told.result.ok, lines.join('\n'));
}

test('a context, a selection, a registry, a certificate, a rule and a setting that others changed stay', () =>
  tell({
    stage: () => ({}),
    async play(play: Play) {
      const { stage, daemon } = play;
      const { certificates } = stage.machine('default').made.machine;
      const client = clientAt(daemon.socket);
      await play.step('the forward is armed', all(directAnswers(), forwardAnswers()));
      const pem = readFileSync(certificates.ca, 'utf8');
      await client.useContext({ machine: 'default' });
      await client.trustRegistry({ machine: 'default', registry, pem });
      await client.renewClientCertificate({ machine: 'default' });
      await client.changeSetting({ key: 'direct.holdMs', value: 250, by: 'cli' });
      const kinds = new Set((await client.journal({})).map(({ kind }) => kind));

      const { pem: stranger } = await newAuthority('stranger');
      const docker = path.join(stage.root, 'user/.docker');
      writeFileSync(path.join(docker, 'config.json'), '{"currentContext":"theirs"}');
      for (const name of readdirSync(path.join(docker, 'contexts/meta'))) {
        const file = path.join(docker, 'contexts/meta', name, 'meta.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace(/unix:[^"]+/, 'tcp://192.0.2.7:2376'));
      }
      const trusted = path.join(stage.machine('default').guest.root, 'var/lib/boot2docker/certs.d', registry);
      mkdirSync(trusted, { recursive: true });
      writeFileSync(path.join(trusted, 'ca.crt'), stranger);
      for (const file of [
        certificates.clientCert,
        path.join(stage.machine('default').made.machine.directory, 'cert.pem'),
      ])
        writeFileSync(file, stranger);
      const settings = path.join(stage.home, 'settings.json');
      const own = JSON.parse(readFileSync(settings, 'utf8')) as object;
      writeFileSync(settings, JSON.stringify({ ...own, autoRepair: false, 'direct.holdMs': 500 }));
      await play.step('the edited settings are taken', async () =>
        (await client.settings({})).find(({ key }) => key === 'direct.holdMs')?.value === 500
          ? undefined
          : 'not yet',
      );
      const { vm } = stage.machine('default');
      stage.world.change('somebody moves the rule', () => {
        const at = vm.natRules.findIndex(({ name }) => name !== 'ssh');
        vm.natRules.splice(at, 1, { ...vm.natRules[at], guestPort: 9999 } as NatRule);
      });
      const theirs = recordOf(stage);

      const done = await client.undo({ which: 'all', restartEngine: true });
      const said = done.entries.map(({ outcome, description }) => `${outcome}: ${description}`);
      assert.deepEqual(differences(theirs, recordOf(stage)), [], said.join('\n'));
      assert.ok(
        done.entries.every(({ outcome }) => ['changed', 'nothing', 'undone'].includes(outcome)),
        said.join('\n'),
      );
      for (const kind of ['docker-context', 'guest-file', 'store-file', 'nat-rule', 'settings'])
        assert.ok(kinds.has(kind), kind);
      const left = done.entries.filter(({ outcome }) => outcome === 'changed');
      assert.ok(left.length >= 6, said.join('\n'));
      assert.ok(
        left.every(({ text }) => /(stays|keeps it)$/.test(text)),
        JSON.stringify(left),
      );
    },
  }));

test('a row over the gateway of the local network comes back over that gateway', () =>
  tell({
    stage: () => ({}),
    async play(play: Play) {
      const { stage, daemon } = play;
      await play.step('the forward is armed', all(directAnswers(), forwardAnswers()));
      stage.vpn.connect('lan-gateway');
      const taken = recordOf(stage);
      await play.step('the route is repaired', all(routeIsOwn(), dockerAnswers('default', 'direct')));
      assert.notEqual(recordOf(stage).get('route 192.168.99.0/24'), taken.get('route 192.168.99.0/24'));
      const client = clientAt(daemon.socket);
      const entry = (await client.journal({})).find(
        ({ kind, state }) => kind === 'route' && state === 'done',
      );
      assert.ok(entry);
      const done = await client.undo({ which: [entry.id] });
      assert.deepEqual(
        done.entries.map(({ outcome }) => outcome),
        ['undone'],
        JSON.stringify(done),
      );
      assert.deepEqual(differences(taken, recordOf(stage)), []);
      await play.hold(
        'it stays there',
        500,
        is('as the VPN had it', () => differences(taken, recordOf(stage)).length === 0),
      );
    },
  }));
