import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { executableIn } from '../../app/testing/executable.ts';
import { temporaryFolder } from '../../app/testing/temporary.ts';
import { all, dockerAnswers, forwardAnswers, routeIsOwn } from '../stage/conditions.ts';
import type { Play } from '../stage/play.ts';
import { programs } from '../stage/programs.ts';
import type { Stage } from '../stage/stage.ts';
import { tellStory } from '../stage/story.ts';
import { painter, renderEvent } from '../stage/timeline.ts';

const name = 'Prod.Web-1';
const execute = promisify(execFile);

/** All that people have in a shell and that leads a Docker client astray. */
const shell = {
  DOCKER_HOST: 'tcp://203.0.113.1:2376',
  DOCKER_TLS_VERIFY: '1',
  DOCKER_CERT_PATH: '/nowhere',
  DOCKER_CONTEXT: 'gone',
  DOCKER_API_VERSION: '9.9',
  HTTP_PROXY: 'http://127.0.0.1:1',
  HTTPS_PROXY: 'http://127.0.0.1:1',
  ALL_PROXY: 'socks5://127.0.0.1:1',
  NO_PROXY: '',
};

function fairlead({ environment }: Stage, ...argv: string[]): Promise<{ stdout: string; stderr: string }> {
  return execute(process.execPath, [programs().fairlead, ...argv], { env: environment });
}

/** The store is reached by a link with blanks in its name, and has more in it than machines that work. */
function disturb({ root, environment }: Stage): void {
  const link = path.join(root, "Somebody's Store");
  symlinkSync(path.join(root, 'store'), link);
  Object.assign(environment, shell, {
    MACHINE_STORAGE_PATH: `${link}/`,
    DOCKER_CONFIG: path.join(root, 'd c'),
  });
  const put = (machine: string, text: string): void => {
    const folder = path.join(root, 'store/machines', machine);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'config.json'), text);
  };
  put('cut', '{"ConfigVersion": 3, "Driver": {"IPAddr');
  put('empty', '');
  put('zeros', '\0'.repeat(512));
  put('tomorrow', '{"ConfigVersion": 17, "DriverName": "virtualbox", "Driver": {}}');
  put('has blanks', '{"ConfigVersion": 3, "DriverName": "virtualbox", "Driver": {}}');
  mkdirSync(path.join(root, 'store/machines/nothing'));
  writeFileSync(path.join(root, 'store/machines/.DS_Store'), 'x');
}

test('a machine is kept reachable from an odd store, in an odd shell, beside broken ones', async () => {
  const lines: string[] = [];
  await using told = await tellStory(
    {
      name: 'odd',
      title: 'odd',
      stage: () => ({ machines: [{ name }], settings: { stores: [] } }),
      before: (stage) => Promise.resolve(disturb(stage)),
      async play(play: Play) {
        const { stage } = play;
        await play.step('the forward is armed', all(dockerAnswers(name), forwardAnswers(name)));
        stage.vpn.connect('plain');
        await play.step('Docker answers again', dockerAnswers(name));
        await play.step('the route is repaired', all(routeIsOwn(name), dockerAnswers(name, 'direct')));
        await checkCommands(stage);
      },
    },
    { tell: (event) => lines.push(renderEvent(event, painter(false))) },
  );
  assert.ok(told.result.ok, lines.join('\n'));
});

async function checkCommands(stage: Stage): Promise<void> {
  const { stdout: set } = await fairlead(stage, 'env', '--shell', 'bash', name);
  const { stdout } = await execute(
    '/bin/sh',
    ['-c', `${set}\nprintf '%s|' "$DOCKER_HOST" "$DOCKER_TLS_VERIFY"`],
    {
      env: stage.environment,
    },
  );
  assert.match(stdout, /^unix:\/\/.*Prod\.Web-1.*\|\|$/);
  const { stdout: list } = await fairlead(stage, 'ls');
  assert.match(list, /Prod\.Web-1/);
  const { stdout: status } = await fairlead(stage, 'status', '--json');
  assert.match(status, /"name": ?"Prod\.Web-1"/);
  const { stdout: url } = await fairlead(stage, 'url', name);
  assert.match(url, /^(unix|tcp):\/\//);
}

/** The `node` of whoever linked the command: the tests run on the one in node_modules. */
const plainNode = executableIn(
  (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => !folder.includes('node_modules')),
  'node',
);

test(
  "the daemon starts and ends on this computer's own Node, and that says nothing in between",
  { skip: plainNode === undefined && 'no node outside node_modules' },
  async () => {
    using folder = temporaryFolder();
    const env = { ...process.env, HOME: folder.path, FAIRLEAD_HOME: folder.at('home') };
    const daemon = spawn(plainNode ?? '', [programs().fairlead, 'daemon'], { env });
    const said = Promise.all([text(daemon.stderr), once(daemon, 'close')]);
    const [line] = (await once(daemon.stdout, 'data')) as [Buffer];
    assert.match(line.toString(), /^Fairlead watches /);
    daemon.kill('SIGTERM');
    const [complaints] = await said;
    assert.equal(complaints, 'Stopped: SIGTERM.\n');
  },
);
