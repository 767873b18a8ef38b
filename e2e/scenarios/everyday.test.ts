/** docker-machine's everyday commands with the shipped daemon, while a VPN holds the route. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { findDockerMachine } from '../../app/everyday/power.ts';
import { dockerAnswers, forwardAnswers } from '../stage/conditions.ts';
import type { Play } from '../stage/play.ts';
import { programs } from '../stage/programs.ts';
import type { Stage } from '../stage/stage.ts';
import { type Story, tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';

const plain = painter(false);

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

async function fairlead(
  stage: Stage,
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const start = performance.now();
  const child = spawn(process.execPath, [programs().fairlead, ...argv], {
    env: { ...stage.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { code, out, err, ms: performance.now() - start };
}

async function tell(play: Story['play']): Promise<void> {
  const lines: string[] = [];
  const story: Story = {
    name: 'everyday',
    title: 'everyday commands',
    stage: () => ({ mayChangeRoutes: false }),
    play,
  };
  await using told = await tellStory(story, { tell: (event) => lines.push(renderEvent(event, plain)) });
  assert.ok(told.result.ok, lines.join('\n'));
}

/** Nobody waits for the hijacked address: its silence alone would take longer than this. */
const patienceMs = 8000;

test('under a VPN every everyday command answers, and none waits for the address that is taken', () =>
  tell(async (play) => {
    await play.step('the forward is armed', forwardAnswers());
    play.stage.vpn.connect('restoring');
    await play.step('Docker answers over localhost', dockerAnswers('default', 'localhost'));
    const { stage } = play;
    const port = stage
      .machine('default')
      .vm.natRules.find(({ name }) => name === 'fairlead-docker')?.hostPort;
    const local = `tcp://localhost:${port ?? ''}`;
    const folder = stage.machine('default').made.machine.directory;
    const answers: readonly (readonly [argv: readonly string[], out: RegExp])[] = [
      [['ip'], /^192\.168\.99\.100\n$/],
      [['url'], new RegExp(`^${local}\n$`)],
      [['url', '--direct'], /^tcp:\/\/192\.168\.99\.100:2376\n$/],
      [
        ['config', 'default'],
        new RegExp(`^--tlsverify\n--tlscacert="${folder}/ca.pem"\n(.*\n){2}-H=${local}\n$`),
      ],
      [['status', 'default'], /^Running\n$/],
      [['inspect', '-f', '{{.Name}} {{.Driver.IPAddress}}'], /^default 192\.168\.99\.100\n$/],
      [['ls', '-q'], /^default\n$/],
      [['ls', '-q', '--filter', 'state=Stopped'], /^$/],
      [
        ['ls', '-f', '{{.Name}} {{.State}} {{.URL}} {{.DockerVersion}}'],
        new RegExp(`^default Running ${local} v`),
      ],
      [
        ['ls'],
        /^NAME +ACTIVE +DRIVER +STATE +URL +SWARM +DOCKER +PATH +ERRORS\ndefault +- +virtualbox +Running +tcp/,
      ],
      [['env', '--tcp', '--shell', 'bash'], new RegExp(`DOCKER_HOST="${local}"`)],
      [['ssh', 'default', 'cat', '/etc/os-release'], /ID=boot2docker/],
    ];
    for (const [argv, out] of answers) {
      const ran = await fairlead(stage, argv);
      assert.equal(ran.code, 0, `${argv.join(' ')}: ${ran.err}`);
      assert.match(ran.out, out, argv.join(' '));
      assert.ok(ran.ms < patienceMs, `${argv.join(' ')} took ${Math.round(ran.ms)} ms`);
    }
    const active = await fairlead(stage, ['active'], { DOCKER_HOST: local });
    assert.deepEqual([active.code, active.out], [0, 'default\n']);
    assert.match((await fairlead(stage, ['ls'], { DOCKER_HOST: local })).out, /\ndefault +\* /);
    await ssh(play);
    await copies(play);
  }));

/** An installed docker-machine is left aside here: it would look for another VBoxManage than the stage's. */
test('a machine is stopped and started under a VPN, armed, and its engine trusts a registry', () =>
  tell(async (play) => {
    await play.step('the forward is armed', forwardAnswers());
    play.stage.vpn.connect('restoring');
    await play.step('Docker answers over localhost', dockerAnswers('default', 'localhost'));
    const { stage } = play;
    const run = async (...argv: readonly string[]): Promise<string> => {
      const { code, out, err } = await fairlead(stage, argv);
      assert.equal(code, 0, `${argv.join(' ')}: ${err}`);
      return out;
    };
    await run('stop', 'default');
    assert.equal(await run('status', 'default'), 'Stopped\n');
    assert.equal(await run('ls', '-f', '{{.State}}|{{.URL}}'), 'Stopped|\n');
    assert.match((await fairlead(stage, ['ssh', 'default', 'true'])).err, /Host "default" is not running/);
    assert.match(await run('start', 'default'), /^default: Docker answers, forward 127\.0\.0\.1:\d+\n$/);
    assert.match(await run('adopt', 'default'), /default is armed: nothing is missing\./);

    const report = JSON.parse(await run('vpn', '--json')) as { overlaps: { how: string; theirs: string }[] };
    assert.deepEqual(
      report.overlaps.map(({ how, theirs }) => `${how} ${theirs}`),
      ['takes 192.168.99.0/24'],
    );
    const authority = stage.machine('default').made.machine.certificates.ca;
    assert.match(
      await run('registry', 'trust', authority, 'registry.example:5000'),
      /registry\.example:5000/,
    );
    const kept = 'var/lib/boot2docker/certs.d/registry.example:5000/ca.crt';
    assert.ok(existsSync(path.join(stage.root, 'guests/default', kept)));
    const key = stage.machine('default').made.machine.certificates.caKey;
    assert.match((await fairlead(stage, ['registry', 'trust', key, 'a.example'])).err, /private key/);
    assert.equal((await fairlead(stage, ['registry', 'trust', authority, 'https://a.example/'])).code, 2);
    const refusal =
      findDockerMachine(stage.environment) === undefined
        ? /docker-machine is not installed/
        : /is connected; a new machine/;
    assert.match((await fairlead(stage, ['create', 'another'])).err, refusal);
  }));

async function ssh({ stage }: Play): Promise<void> {
  assert.equal((await fairlead(stage, ['ssh', 'default', 'exit 42'])).code, 42);
  const pins = readFileSync(path.join(stage.home, 'known_hosts'), 'utf8');
  assert.match(pins, /^fairlead:default@/);
  // Another key under the machine's name: the system's ssh refuses it as our own does.
  writeFileSync(
    path.join(stage.home, 'known_hosts'),
    pins.replace(/ AAAA\S+/, (key) => `${key.slice(0, -12)}AAAAAAAAAAA=`),
  );
  const refused = await fairlead(stage, ['ssh', 'default', 'true']);
  assert.notEqual(refused.code, 0);
  writeFileSync(path.join(stage.home, 'known_hosts'), pins);
}

async function copies({ stage }: Play): Promise<void> {
  const here = path.join(stage.root, 'user');
  mkdirSync(path.join(here, 'folder'));
  writeFileSync(path.join(here, 'folder', 'file'), 'content');
  const up = await fairlead(stage, ['scp', '-r', '-q', path.join(here, 'folder'), 'default:copied']);
  assert.deepEqual([up.code, up.err], [0, '']);
  const down = await fairlead(stage, ['scp', '-q', 'default:copied/file', path.join(here, 'back')]);
  assert.deepEqual([down.code, down.err], [0, '']);
  assert.equal(readFileSync(path.join(here, 'back'), 'utf8'), 'content');
}
