/** Who answers at an engine's address, by one look. What an engine says when asked more is in engine-verify.test.ts. */
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { rm, utimes, writeFile } from 'node:fs/promises';
import net, { type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import tls from 'node:tls';
import type { Probe } from '../../ports.ts';
import { answerAsEngine, httpsEngine, listening } from '../../testing/https-engine.ts';
import { dates, leaf, makeMachine, newAuthority, type MadeMachine } from '../../testing/make-store.ts';
import { rawServer } from '../../testing/raw-server.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { TlsEngine } from './engine.ts';
import { dialDirectly } from './handshake.ts';
import { explainTlsError } from './tls-error.ts';

const folder = temporaryFolder();
let made: MadeMachine;
let neighbour: MadeMachine;
const clock = { now: Date.now };
const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;

before(async () => {
  made = await makeMachine({ base: folder.path, name: 'default', guestIp: '192.168.99.100', sshPort: 1 });
  neighbour = await makeMachine({ base: folder.path, name: 'next', guestIp: '192.168.99.101', sshPort: 1 });
});
after(() => folder[Symbol.dispose]());

function probe(port: number, { present = true, timeoutMs = 3000 } = {}): Promise<Probe> {
  const engine = new TlsEngine({ clock });
  return engine.probe(made.machine, { host: '127.0.0.1', port, timeoutMs, present });
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only = { minVersion: version, maxVersion: version };
  test(`our engine answers over ${version}`, async (t) => {
    const found = await probe(await httpsEngine(t, made, only));
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
      answerAsEngine(request, response);
    };
    const port = await httpsEngine(t, made, { ...only, sessionIdContext: 'engine', handler: note });
    const engine = new TlsEngine({ clock });
    const dial = { host: '127.0.0.1', port, timeoutMs: 3000, present: true };
    const [first, second] = [await engine.probe(made.machine, dial), await engine.probe(made.machine, dial)];
    assert.deepEqual(reused, [false, true], JSON.stringify(second));
    assert.ok(first.kind === 'answers' && second.kind === 'answers', JSON.stringify(second));
    assert.deepEqual(second.served, first.served);

    // Whoever answers at this address from now on.
    const other = await newAuthority('somebody');
    const stranger = https.createServer(
      { ...only, cert: other.pem, key: other.key.export(pkcs8) },
      answerAsEngine,
    );
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
    const port = await httpsEngine(t, made, { ...only, handler: () => requests++ });
    const found = await probe(port, { present: false });
    assert.ok(found.kind === 'unwell' && found.why === 'not-asked', JSON.stringify(found));
    assert.match(found.served?.certificate.subject ?? '', /developer\.default/);
    assert.equal(requests, 0);
  });

  test(`an engine that does not accept our client certificate says so over ${version}`, async (t) => {
    const other = await newAuthority('somebody');
    const found = await probe(await httpsEngine(t, made, { ...only, ca: other.pem }));
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
  const port = await httpsEngine(t, neighbour, { ca: made.caPem, handler: () => requests++ });
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
  assert.equal((await probe(await httpsEngine(t, made, { cert, key }))).kind, 'stranger');
});

test('an expired certificate of ours is still ours', async (t) => {
  const old = await makeMachine({
    base: folder.path,
    name: 'old',
    guestIp: '192.168.99.102',
    sshPort: 1,
    notAfter: new Date(Date.now() - 1000),
  });
  const port = await httpsEngine(t, old);
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

  const silent = await rawServer(t, () => undefined);
  assert.deepEqual(await probe(silent, { timeoutMs: 100 }), { kind: 'silent' });

  const why = async (serveSocket: (socket: Socket) => void): Promise<unknown> => {
    const found = await probe(await rawServer(t, serveSocket), { timeoutMs: 1000 });
    return found.kind === 'unwell' ? found.why : found;
  };
  assert.equal(await why((socket) => socket.end()), 'closed');
  assert.equal(await why((socket) => socket.resetAndDestroy()), 'closed');
  assert.equal(await why((socket) => socket.write('SSH-2.0-OpenSSH_8.0\r\n')), 'not-tls');
  assert.equal(await why((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')), 'not-tls');
  assert.equal(await why((socket) => socket.write(Buffer.alloc(5000))), 'not-tls');

  const plain = await listening(t, http.createServer(answerAsEngine));
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
    const found = await probe(await httpsEngine(t, made, { handler }), { timeoutMs: 300 });
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
    base: folder.at('b'),
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 1,
  });
  const port = await httpsEngine(t, own);
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

test('over a forward the engine is asked for as localhost', async (t) => {
  let asked: string | undefined;
  const port = await httpsEngine(t, made, {
    SNICallback: (name, done) => {
      asked = name;
      done(null, tls.createSecureContext({ cert: made.serverPem, key: made.serverKeyPem, ca: made.caPem }));
    },
  });
  assert.equal((await probe(port)).kind, 'answers');
  assert.equal(asked, 'localhost');
});
