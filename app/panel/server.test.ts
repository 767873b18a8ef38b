import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { FailureError } from '../../shared/control/failure.ts';
import { panelMethods } from '../../shared/panel.ts';
import { json, openPanel, pageText } from '../testing/open-panel.ts';
import { until } from '../testing/serving.ts';
import { hijacked } from '../testing/snapshots.ts';

test('the link lets one browser in, once; then it is dead, and the page says what to type', async () => {
  await using panel = await openPanel();
  const first = await panel.ask(`GET /open/${panel.token}`);
  assert.equal(first.status, 200);
  assert.match(first.head, /set-cookie: fairlead-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict/i);
  assert.equal(panel.server.link(), undefined);
  const again = await panel.ask(`GET /open/${panel.token}`);
  assert.equal(again.status, 403);
  assert.match(again.body, /<pre>fairlead panel<\/pre>/);
  assert.doesNotMatch(again.head, /set-cookie/i);
});

test('a wrong token, none, and a preview of the link do not use it up', async () => {
  await using panel = await openPanel();
  assert.equal((await panel.ask('GET /open/')).status, 403);
  assert.equal((await panel.ask(`GET /open/${panel.token.slice(1)}x`)).status, 403);
  assert.equal((await panel.ask(`HEAD /open/${panel.token}`)).status, 405);
  assert.notEqual(await panel.enter(), '');
});

test('without the cookie there is neither page nor call nor feed', async () => {
  await using panel = await openPanel();
  for (const line of ['GET /', 'GET /app.js', 'GET /api/watch', 'POST /api/fix']) {
    const { status, body } = await panel.ask(line, json, line.startsWith('POST') ? '{}' : '');
    assert.equal(status, 403, line);
    assert.match(body, /fairlead panel/);
  }
  const forged = `fairlead-${panel.server.port}=${'A'.repeat(43)}`;
  assert.equal((await panel.ask('GET /', { Cookie: forged })).status, 403);
  assert.deepEqual(panel.core.calls, []);
});

test('another host name is refused, whatever it holds: DNS rebinding', async () => {
  await using panel = await openPanel();
  const cookie = await panel.enter();
  for (const host of ['evil.example', `evil.example:${panel.server.port}`, 'localhost', '127.0.0.1', ''])
    assert.equal((await panel.ask('GET /', { Host: host, Cookie: cookie })).status, 403, host);
  assert.equal((await panel.ask('GET /', { Cookie: cookie })).status, 200);
});

test('a call of another page is refused, and one that is no JSON, such as a form', async () => {
  await using panel = await openPanel();
  const cookie = await panel.enter();
  for (const origin of ['https://evil.example', 'null', `http://localhost:${panel.server.port}`]) {
    const answer = await panel.ask('POST /api/fix', { ...json, Cookie: cookie, Origin: origin }, '{}');
    assert.equal(answer.status, 403, origin);
  }
  const form = { 'Content-Type': 'text/plain', Cookie: cookie };
  assert.equal((await panel.ask('POST /api/fix', form, '{}')).status, 415);
  assert.equal((await panel.ask('GET /api/fix', { Cookie: cookie })).status, 405);
  assert.deepEqual(panel.core.calls, []);
});

test('only what is on the list may be called', async () => {
  await using panel = await openPanel();
  const Cookie = await panel.enter();
  for (const name of ['stop', 'logs', 'forwards', '__proto__', 'constructor', '../status']) {
    const { body } = await panel.ask(`POST /api/${name}`, { ...json, Cookie }, '{}');
    assert.match(body, /"kind":"failed".*"code":"forbidden"/, name);
  }
  assert.deepEqual(panel.core.calls, []);
  assert.ok(!(panelMethods as readonly string[]).includes('stop'));
});

test('an input that does not fit is refused before the daemon is asked, and so is one without an end', async () => {
  await using panel = await openPanel();
  const Cookie = await panel.enter();
  const headers = { ...json, Cookie };
  assert.match((await panel.ask('POST /api/fix', headers, '{"machine":7}')).body, /"code":"bad-request"/);
  assert.equal((await panel.ask('POST /api/fix', headers, '{')).status, 400);
  assert.equal((await panel.ask('POST /api/fix', headers, ' '.repeat(70_000))).status, 413);
  assert.equal((await panel.ask('POST /api/fix', { ...headers, 'Content-Length': '99999999' })).status, 413);
  assert.deepEqual(panel.core.calls, []);
});

test('a failure of the daemon arrives with its code and its hint', async () => {
  await using panel = await openPanel();
  const Cookie = await panel.enter();
  panel.core.answer('fix', new FailureError('consent-needed', 'it would stop web', { hint: 'agree' }));
  const { status, body } = await panel.ask('POST /api/fix', { ...json, Cookie }, '{}');
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(body), {
    kind: 'failed',
    failure: { code: 'consent-needed', message: 'it would stop web', hint: 'agree', retryable: false },
  });
});

test('no path leads out of the folder of the page', async () => {
  await using panel = await openPanel();
  const Cookie = await panel.enter();
  for (const path of [
    '/../secret',
    '/%2e%2e/secret',
    '/..%2fsecret',
    '//secret',
    '/./secret',
    '/panel/../../secret',
  ]) {
    const { status, body } = await panel.ask(`GET ${path}`, { Cookie });
    assert.equal(status, 404, path);
    assert.doesNotMatch(body, /^secret/);
  }
  assert.equal((await panel.ask('GET /', { Cookie })).body, pageText);
});

test('every answer forbids scripts of others, frames and caches', async () => {
  await using panel = await openPanel();
  const Cookie = await panel.enter();
  for (const line of ['GET /', 'GET /nothing', 'GET /open/x']) {
    const { head } = await panel.ask(line, { Cookie });
    assert.match(
      head,
      /content-security-policy: default-src 'none'; script-src 'self'.*frame-ancestors 'none'/i,
    );
    assert.match(head, /cache-control: no-store/i);
    assert.match(head, /referrer-policy: no-referrer/i);
    assert.match(head, /x-content-type-options: nosniff/i);
  }
});

test('the feed shows every snapshot, and the daemon is left when the page goes', async () => {
  await using panel = await openPanel();
  const Cookie = await panel.enter();
  const connection = connect(panel.server.port, '127.0.0.1');
  let text = '';
  connection.on('data', (chunk) => (text += chunk.toString()));
  connection.write(
    `GET /api/watch HTTP/1.1\r\nHost: 127.0.0.1:${panel.server.port}\r\nCookie: ${Cookie}\r\n\r\n`,
  );
  await until(() => text.includes('"kind":"snapshot"'));
  panel.core.publish(hijacked());
  await until(() => text.includes('"revision":7'));
  assert.equal(panel.core.readers('watch'), 1);
  connection.destroy();
  await until(() => panel.core.readers('watch') === 0);
});

test('it listens on 127.0.0.1 alone, and closes although a page holds its feed', async () => {
  const panel = await openPanel();
  const Cookie = await panel.enter();
  const feed = panel.ask('GET /api/watch', { Cookie });
  await until(() => panel.core.readers('watch') === 1);
  await panel[Symbol.asyncDispose]();
  assert.equal((await feed).status, 200);
  await assert.rejects(panel.ask('GET /'), { code: 'ECONNREFUSED' });
});
