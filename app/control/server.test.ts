import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { connect as dialSocket } from 'node:net';
import { test } from 'node:test';
import { FailureError } from '../../shared/control/failure.ts';
import { protocol } from '../../shared/control/wire.ts';
import { parsedAnswer, requestText, sendRaw, serving, until } from '../testing/serving.ts';
import { hijacked, snapshot } from '../testing/snapshots.ts';

test('curl without any header of ours is answered, in a socket of its owner only', async () => {
  await using served = await serving();
  assert.equal(statSync(served.home.socket).mode & 0o777, 0o600);
  const answer = await sendRaw(served.home.socket, requestText('GET /v1/status'));
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.match(answer, new RegExp(`x-fairlead-protocol: ${protocol}\r\n`, 'i'));
  assert.deepEqual(parsedAnswer(answer).body, snapshot());
});

const refusals: readonly (readonly [what: string, request: string, status: number, said: RegExp])[] = [
  ['a mistyped path', requestText('GET /v1/staus'), 404, /there is GET \/v1\/status/],
  ['the wrong verb', requestText('GET /v1/fix'), 400, /is a command and takes POST/],
  ['another verb', requestText('DELETE /v1/status'), 400, /takes GET/],
  ['an absolute target', requestText('GET http://elsewhere/v1/status'), 404, /nothing at/],
  ['another host', requestText('GET /v1/status', { Host: 'evil.example' }), 403, /evil\.example/],
  ['no host', requestText('GET /v1/status', { Host: undefined }), 400, /./],
  ['a page in a browser', requestText('GET /v1/status', { Origin: 'http://localhost' }), 403, /web page/],
  ['a link in a page', requestText('POST /v1/stop', { Referer: 'http://a/' }), 403, /web page/],
  [
    'another protocol',
    requestText('GET /v1/status', { 'X-Fairlead-Protocol': '999' }),
    409,
    new RegExp(`the daemon speaks protocol ${protocol}, this command speaks 999`),
  ],
  ['a body that is not JSON', requestText('POST /v1/fix', {}, '{"machine":'), 400, /not JSON/],
  ['a body of another kind', requestText('POST /v1/fix', {}, '[]'), 400, /cannot take this/],
  ['an unknown key', requestText('POST /v1/fix', {}, '{"mashine":"a"}'), 400, /mashine/],
  ['a wrong value', requestText('POST /v1/fix', {}, '{"dryRun":"yes"}'), 400, /dryRun/],
  ['a parameter given twice', requestText('GET /v1/logs?lines=1&lines=2'), 400, /twice/],
  ['a parameter out of range', requestText('GET /v1/logs?lines=-1'), 400, /lines/],
  ['a body too long, announced', requestText('POST /v1/fix', {}, ' '.repeat(70_000)), 413, /65536 bytes/],
  [
    'a body too long, in chunks',
    `${requestText('POST /v1/fix', { 'Transfer-Encoding': 'chunked' })}${`4000\r\n${' '.repeat(0x4000)}\r\n`.repeat(5)}0\r\n\r\n`,
    413,
    /65536 bytes/,
  ],
  ['a head too long', requestText('GET /v1/status', { 'X-Long': 'x'.repeat(10_000) }), 431, /8 KiB/],
  ['no HTTP at all', 'HELO fairlead\r\n\r\n', 400, /not a request in HTTP/],
  ['a control character in a path', requestText('GET /v1/\u001b[31m'), 400, /./],
];
for (const [what, request, status, said] of refusals) {
  test(`${what} is refused with a Failure`, async () => {
    await using served = await serving();
    const answer = await sendRaw(served.home.socket, request);
    if (what === 'no host') {
      // Node's own parser refuses that one, before us and without a body.
      assert.match(answer, /^HTTP\/1\.1 400 /);
      return;
    }
    const { status: got, body } = parsedAnswer(answer);
    assert.equal(got, status, answer);
    assert.match(JSON.stringify(body), said);
    assert.deepEqual(served.core.calls, []);
  });
}

test('a request that trickles in is cut off in time', async () => {
  await using served = await serving({ requestMs: 200 });
  const head = await sendRaw(served.home.socket, 'GET /v1/status HTTP/1.1\r\nHost: fair');
  assert.match(head, /^HTTP\/1\.1 408 /);
  const body = await sendRaw(
    served.home.socket,
    requestText('POST /v1/fix', { 'Content-Length': '100' }, '{"machine"'),
  );
  assert.match(body, /^HTTP\/1\.1 408 /);
  assert.deepEqual(served.core.calls, []);
  assert.equal((await served.client.status({})).revision, 1);
});

test("a handler's Failure is told, a surprise stays in the log", async () => {
  await using served = await serving();
  served.core.answer(
    'fix',
    new FailureError('consent-needed', 'containers run', { hint: 'fairlead fix --restart-engine' }),
  );
  const refused = parsedAnswer(await sendRaw(served.home.socket, requestText('POST /v1/fix')));
  assert.equal(refused.status, 409);
  assert.deepEqual(refused.body, {
    code: 'consent-needed',
    message: 'containers run',
    hint: 'fairlead fix --restart-engine',
    retryable: false,
  });
  served.core.answer('fix', new Error('secret detail'));
  const broken = parsedAnswer(await sendRaw(served.home.socket, requestText('POST /v1/fix')));
  assert.equal(broken.status, 500);
  assert.equal(broken.body['code'], 'internal');
  assert.ok(!JSON.stringify(broken.body).includes('secret'));
  assert.match(served.log.entries.at(-1)?.message ?? '', /secret detail/);
});

test('a slow reader of watch gets the newest snapshot, not every one', async () => {
  await using served = await serving();
  const connection = dialSocket(served.home.socket);
  connection.write(requestText('GET /v1/watch'));
  connection.pause();
  await until(() => served.core.readers('watch') === 1);
  const text = 'x'.repeat(100_000);
  for (let revision = 2; revision <= 200; revision += 1) {
    served.core.publish(snapshot({ revision, sentence: `${revision} ${text}` }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  let received = '';
  connection.on('data', (chunk) => (received += chunk.toString()));
  connection.resume();
  await until(() => received.includes('"revision":200,'));
  const seen = [...received.matchAll(/"revision":(\d+)/g)].map((match) => Number(match[1]));
  assert.ok(seen.length < 100, `${seen.length} snapshots were kept for a reader that did not read`);
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  connection.destroy();
  await until(() => served.core.readers('watch') === 0);
});

test('a reader that leaves takes its feed along', async () => {
  await using served = await serving();
  const leave = new AbortController();
  const seen: number[] = [];
  for await (const { revision } of served.client.watch({}, leave.signal)) {
    seen.push(revision);
    if (revision === 1) served.core.publish(hijacked());
    else leave.abort();
  }
  assert.deepEqual(seen, [1, 7]);
  await until(() => served.core.readers('watch') === 0);
});

test('a feed that fails in the middle says so in its last line', async () => {
  await using served = await serving();
  served.core.answer('watch', new FailureError('busy', 'not now'));
  const read = async (): Promise<void> => {
    for await (const _snapshot of served.client.watch({})) assert.fail('there is nothing to read');
  };
  await assert.rejects(read, { name: 'FailureError', code: 'busy', message: 'not now' });
});

test('closing ends feeds in good order, answers what is under way and removes the socket', async () => {
  await using served = await serving();
  const ended = (async () => {
    const seen: number[] = [];
    for await (const { revision } of served.client.watch({})) seen.push(revision);
    return seen;
  })();
  let finish: (value: { stopping: true }) => void = () => undefined;
  served.core.answer('stop', () => new Promise((resolve) => (finish = resolve)));
  const answer = served.client.stop({});
  await until(() => served.core.calls.length === 2);
  const closed = served.close();
  assert.deepEqual(await ended, [1]);
  finish({ stopping: true });
  assert.deepEqual(await answer, { stopping: true });
  await closed;
  assert.ok(!existsSync(served.home.socket));
});

test('two hundred clients at once are all answered', async () => {
  await using served = await serving();
  const leave = new AbortController();
  const feeds = Array.from({ length: 100 }, async () => {
    for await (const { revision } of served.client.watch({}, leave.signal)) if (revision === 7) return true;
    return false;
  });
  await until(() => served.core.readers('watch') === 100);
  const answers = await Promise.all(Array.from({ length: 200 }, () => served.client.status({})));
  assert.equal(answers.length, 200);
  served.core.publish(hijacked());
  assert.ok((await Promise.all(feeds)).every(Boolean));
});

test('openapi.json is served', async () => {
  await using served = await serving();
  const { status, body } = parsedAnswer(
    await sendRaw(served.home.socket, requestText('GET /v1/openapi.json')),
  );
  assert.equal(status, 200);
  assert.equal(body['openapi'], '3.1.0');
});
