/** What an engine says of itself when it is asked by its API, and what is wrong when it does not. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { httpsEngine } from '../../testing/https-engine.ts';
import { makeMachine, type MadeMachine } from '../../testing/make-store.ts';
import { rawServer } from '../../testing/raw-server.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { TlsEngine } from './engine.ts';

const folder = temporaryFolder();
let made: MadeMachine;
let neighbour: MadeMachine;
const clock = { now: Date.now };

before(async () => {
  made = await makeMachine({ base: folder.path, name: 'default', guestIp: '192.168.99.100', sshPort: 1 });
  neighbour = await makeMachine({ base: folder.path, name: 'next', guestIp: '192.168.99.101', sshPort: 1 });
});
after(() => folder[Symbol.dispose]());

test('verify reports version, containers and live-restore, whatever DOCKER_HOST says', async (t) => {
  const port = await httpsEngine(t, made);
  const before = { ...process.env };
  t.after(() => {
    for (const key of ['DOCKER_HOST', 'DOCKER_CERT_PATH']) {
      if (before[key] === undefined) Reflect.deleteProperty(process.env, key);
      else process.env[key] = before[key];
    }
  });
  process.env['DOCKER_HOST'] = 'tcp://192.0.2.1:2376';
  process.env['DOCKER_CERT_PATH'] = '/nowhere';
  const report = await new TlsEngine({ clock }).verify(made.machine, {
    host: '127.0.0.1',
    port,
    timeoutMs: 5000,
  });
  assert.ok(report.kind === 'read', JSON.stringify(report));
  const { clockAheadMs = 0, ...value } = report.value;
  assert.equal(Math.round(clockAheadMs / 60_000), 120, `${clockAheadMs} ms ahead`);
  assert.deepEqual(value, {
    version: '19.03.12',
    apiVersion: '1.40',
    containers: [{ id: 'abc', name: 'web', image: 'nginx' }],
    liveRestore: true,
  });
  assert.equal(process.env['DOCKER_HOST'], 'tcp://192.0.2.1:2376');
});

test('verify says what is wrong', async (t) => {
  const engine = new TlsEngine({ clock });
  const verify = async (port: number): Promise<string> => {
    const report = await engine.verify(made.machine, { host: '127.0.0.1', port, timeoutMs: 1500 });
    return report.kind === 'unreadable' ? report.reason : 'it verified';
  };
  assert.match(await verify(await httpsEngine(t, neighbour)), /stranger/);
  assert.match(
    await verify(await httpsEngine(t, made, { handler: (_, response) => response.end('{}') })),
    /unknown form/,
  );
  assert.match(
    await verify(
      await httpsEngine(t, made, {
        handler: (request, response) => {
          if (request.url === '/_ping') return void response.end('OK');
          response.setHeader('Content-Type', 'application/json');
          const more = (): void => {
            while (!response.destroyed && response.write('"'.padEnd(65_536, 'x')));
          };
          response.on('drain', more);
          more();
        },
      }),
    ),
    /more than \d+ bytes/,
  );
  assert.match(
    await verify(await httpsEngine(t, made, { handler: () => undefined })),
    /did not answer within/,
  );
  assert.match(await verify(await rawServer(t, (socket) => socket.end())), /closed/);
});
