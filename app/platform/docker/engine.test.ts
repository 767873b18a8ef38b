import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import tls from 'node:tls';
import type { Probe } from '../../ports.ts';
import { dates, leaf, makeMachine, newAuthority, type MadeMachine } from '../../testing/make-store.ts';
import { TlsEngine } from './engine.ts';
import { dialDirectly } from './handshake.ts';
import { explainTlsError } from './tls-error.ts';

let folder: string;
let made: MadeMachine;
let neighbour: MadeMachine;
const clock = { now: Date.now };
const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'engine-'));
  made = await makeMachine({ base: folder, name: 'default', guestIp: '192.168.99.100', sshPort: 1 });
  neighbour = await makeMachine({ base: folder, name: 'next', guestIp: '192.168.99.101', sshPort: 1 });
});
after(() => rm(folder, { recursive: true, force: true }));

const containers = [{ Id: 'abc', Names: ['/web'], Image: 'nginx', State: 'running' }];
const api: Record<string, unknown> = {
  '/version': { Version: '19.03.12', ApiVersion: '1.40' },
  // Two hours ahead, in the form of Go.
  '/info': {
    LiveRestoreEnabled: true,
    get SystemTime() {
      return new Date(Date.now() + 7_200_000).toISOString().replace('Z', '987654Z');
    },
  },
  '/containers/json': containers,
};

function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  if (request.url === '/_ping') return void response.end('OK');
  const body = api[request.url?.split('?')[0] ?? ''];
  response.statusCode = body === undefined ? 404 : 200;
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body ?? {}));
}

async function listening(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

function serve(t: TestContext, options: https.ServerOptions = {}, handler = answer): Promise<number> {
  const server = https.createServer(
    {
      cert: made.serverPem,
      key: made.serverKeyPem,
      ca: made.caPem,
      requestCert: true,
      rejectUnauthorized: true,
      ...options,
    },
    handler,
  );
  server.on('tlsClientError', () => undefined);
  return listening(t, server);
}

const raw = (t: TestContext, serveSocket: (socket: Socket) => void) =>
  listening(t, net.createServer(serveSocket));

function probe(port: number, { present = true, timeoutMs = 3000 } = {}): Promise<Probe> {
  const engine = new TlsEngine({ clock });
  return engine.probe(made.machine, { host: '127.0.0.1', port, timeoutMs, present });
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only = { minVersion: version, maxVersion: version };
  test(`our engine answers over ${version}`, async (t) => {
    const found = await probe(await serve(t, only));
    assert.ok(found.kind === 'answers', JSON.stringify(found));
    assert.equal(found.served.dates, 'valid');
    assert.equal(found.served.foreign, false);
    assert.equal(found.served.certificate.pem.trim(), made.serverPem.trim());
  });

  test(`a TLS session is taken up by the next look, and by no stranger, over ${version}`, async (t) => {
    const reused: boolean[] = [];
    const note = (request: http.IncomingMessage, response: http.ServerResponse): void => {
      const socket: unknown = request.socket;
      reused.push(socket instanceof tls.TLSSocket && socket.isSessionReused());
      answer(request, response);
    };
    const port = await serve(t, { ...only, sessionIdContext: 'engine' }, note);
    const engine = new TlsEngine({ clock });
    const dial = { host: '127.0.0.1', port, timeoutMs: 3000, present: true };
    const [first, second] = [await engine.probe(made.machine, dial), await engine.probe(made.machine, dial)];
    assert.deepEqual(reused, [false, true], JSON.stringify(second));
    assert.ok(first.kind === 'answers' && second.kind === 'answers', JSON.stringify(second));
    assert.deepEqual(second.served, first.served);

    // Whoever answers at this address from now on.
    const other = await newAuthority('somebody');
    const stranger = https.createServer({ ...only, cert: other.pem, key: other.key.export(pkcs8) }, answer);
    stranger.on('tlsClientError', () => undefined);
    const dialer = await listening(t, stranger);
    const moved = new TlsEngine({
      clock,
      dial: (way, machine) => dialDirectly({ ...way, port: turned ? dialer : way.port }, machine),
    });
    let turned = false;
    assert.equal((await moved.probe(made.machine, dial)).kind, 'answers');
    turned = true;
    assert.equal((await moved.probe(made.machine, dial)).kind, 'stranger');
  });

  test(`unasked, our engine is known by its certificate over ${version}`, async (t) => {
    let requests = 0;
    const port = await serve(t, only, () => requests++);
    const found = await probe(port, { present: false });
    assert.ok(found.kind === 'unwell' && found.why === 'not-asked', JSON.stringify(found));
    assert.match(found.served?.certificate.subject ?? '', /developer\.default/);
    assert.equal(requests, 0);
  });

  test(`an engine that does not accept our client certificate says so over ${version}`, async (t) => {
    const other = await newAuthority('somebody');
    const found = await probe(await serve(t, { ...only, ca: other.pem }));
    assert.ok(found.kind === 'unwell', JSON.stringify(found));
    // Node's server closes without a word; dockerd sends an alert, below.
    assert.ok(found.why === 'client-rejected' || found.why === 'closed', JSON.stringify(found));
  });
}

test("the alerts of Go's TLS are understood", () => {
  const why = (code: string) => {
    const problem = explainTlsError(Object.assign(new Error(code), { code }));
    return problem.kind === 'unwell' ? problem.why : problem.kind;
  };
  for (const alert of [
    'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
  ])
    assert.equal(why(alert), 'client-rejected', alert);
  assert.equal(why('ERR_SSL_WRONG_VERSION_NUMBER'), 'not-tls');
  assert.equal(why('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'), 'no-answer');
  assert.equal(why('ERR_SSL_TLSV1_UNRECOGNIZED_NAME'), 'no-answer');
});

test('the machine next door is a stranger, and is asked nothing', async (t) => {
  let requests = 0;
  const port = await serve(t, { cert: neighbour.serverPem, key: neighbour.serverKeyPem }, () => requests++);
  for (const present of [true, false]) {
    const found = await probe(port, { present });
    assert.ok(found.kind === 'stranger');
    assert.match(found.reason, /another machine, next/);
    assert.ok(found.certificate !== undefined);
  }
  assert.equal(requests, 0);
});

test('somebody with our names and another CA is a stranger', async (t) => {
  const authority = await newAuthority('developer');
  const cert = leaf(authority, {
    organization: 'developer.default',
    key: authority.key,
    dates: dates(),
    extensions: [],
  });
  const key = authority.key.export({ type: 'pkcs1', format: 'pem' }).toString();
  assert.equal((await probe(await serve(t, { cert, key }))).kind, 'stranger');
});

test('an expired certificate of ours is still ours', async (t) => {
  const old = await makeMachine({
    base: folder,
    name: 'old',
    guestIp: '192.168.99.102',
    sshPort: 1,
    notAfter: new Date(Date.now() - 1000),
  });
  const port = await serve(t, { cert: old.serverPem, key: old.serverKeyPem });
  const found = await new TlsEngine({ clock }).probe(old.machine, {
    host: '127.0.0.1',
    port,
    timeoutMs: 3000,
    present: true,
  });
  assert.ok(found.kind === 'answers' && found.served.dates === 'expired', JSON.stringify(found));
});

test('what is no engine is told apart, within the time allowed', async (t) => {
  const free = net.createServer();
  const port = await listening(t, free);
  free.close();
  assert.deepEqual(await probe(port), { kind: 'refused' });

  const silent = await raw(t, () => undefined);
  assert.deepEqual(await probe(silent, { timeoutMs: 100 }), { kind: 'silent' });

  const why = async (serveSocket: (socket: Socket) => void): Promise<unknown> => {
    const found = await probe(await raw(t, serveSocket), { timeoutMs: 1000 });
    return found.kind === 'unwell' ? found.why : found;
  };
  assert.equal(await why((socket) => socket.end()), 'closed');
  assert.equal(await why((socket) => socket.resetAndDestroy()), 'closed');
  assert.equal(await why((socket) => socket.write('SSH-2.0-OpenSSH_8.0\r\n')), 'not-tls');
  assert.equal(await why((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')), 'not-tls');
  assert.equal(await why((socket) => socket.write(Buffer.alloc(5000))), 'not-tls');

  const plain = await listening(t, http.createServer(answer));
  const found = await probe(plain);
  assert.ok(found.kind === 'unwell' && found.why === 'not-tls', JSON.stringify(found));
});

test('an engine that completes TLS and then fails is unwell', async (t) => {
  const cases: ((request: http.IncomingMessage, response: http.ServerResponse) => void)[] = [
    () => undefined,
    (_request, response) => response.writeHead(500).end('OK'),
    (_request, response) => response.end('<html>'),
    (_request, response) => response.write('x'.repeat(100_000)),
    (request) => request.socket.destroy(),
    (request) => request.socket.write('garbage\r\n\r\n'),
  ];
  for (const [index, handler] of cases.entries()) {
    const found = await probe(await serve(t, {}, handler), { timeoutMs: 300 });
    assert.ok(found.kind === 'unwell' && found.served !== undefined, `${index}: ${JSON.stringify(found)}`);
  }
});

test('errors of the dialler become kinds', async () => {
  for (const [code, kind] of [
    ['EHOSTUNREACH', 'unreachable'],
    ['EPERM', 'unreachable'],
    ['ECONNREFUSED', 'refused'],
    ['ETIMEDOUT', 'silent'],
  ]) {
    const engine = new TlsEngine({ clock, dial: () => Promise.reject(Object.assign(new Error(), { code })) });
    const found = await engine.probe(made.machine, {
      host: '192.168.99.100',
      port: 2376,
      timeoutMs: 10,
      present: true,
    });
    assert.equal(found.kind, kind);
  }
});

test('files are read anew when they change, and unusable ones are said so', async (t) => {
  const own = await makeMachine({
    base: path.join(folder, 'b'),
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 1,
  });
  const port = await serve(t, { cert: own.serverPem, key: own.serverKeyPem, ca: own.caPem });
  const engine = new TlsEngine({ clock });
  const look = () => engine.probe(own.machine, { host: '127.0.0.1', port, timeoutMs: 3000, present: true });
  assert.equal((await look()).kind, 'answers');
  await writeFile(own.machine.certificates.clientKey, 'garbage');
  const garbage = await look();
  assert.ok(garbage.kind === 'unwell' && garbage.why === 'no-material');
  await rm(own.machine.certificates.ca);
  const missing = await look();
  assert.ok(missing.kind === 'unwell');
  assert.match(missing.reason, /ca\.pem is not there/);
  await utimes(own.machine.certificates.clientCert, 1, 1);
  assert.equal((await look()).kind, 'unwell');
});

test('verify reports version, containers and live-restore, whatever DOCKER_HOST says', async (t) => {
  const port = await serve(t);
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
  assert.match(
    await verify(await serve(t, { cert: neighbour.serverPem, key: neighbour.serverKeyPem })),
    /stranger/,
  );
  assert.match(await verify(await serve(t, {}, (_, response) => response.end('{}'))), /unknown form/);
  assert.match(
    await verify(
      await serve(t, {}, (request, response) => {
        if (request.url === '/_ping') return void response.end('OK');
        response.setHeader('Content-Type', 'application/json');
        const more = (): void => {
          while (!response.destroyed && response.write('"'.padEnd(65_536, 'x')));
        };
        response.on('drain', more);
        more();
      }),
    ),
    /more than \d+ bytes/,
  );
  assert.match(await verify(await serve(t, {}, () => undefined)), /did not answer within/);
  assert.match(await verify(await raw(t, (socket) => socket.end())), /closed/);
});

test('over a forward the engine is asked for as localhost', async (t) => {
  let asked: string | undefined;
  const port = await serve(t, {
    SNICallback: (name, done) => {
      asked = name;
      done(null, tls.createSecureContext({ cert: made.serverPem, key: made.serverKeyPem, ca: made.caPem }));
    },
  });
  assert.equal((await probe(port)).kind, 'answers');
  assert.equal(asked, 'localhost');
});
