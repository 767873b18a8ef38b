import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryFolder } from '../app/testing/temporary.ts';
import { answer, contentSecurityPolicy, fileFor, registerScheme, servePanel } from './app-protocol.ts';

const ask = (url: string, folder: string, method = 'GET'): Promise<Response> =>
  answer({ url, method }, folder);

test('serves the files of the panel, with the policy as a header', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.at('panel'));
  writeFileSync(folder.at('panel/index.html'), '<title>x</title>');
  const got = await ask('app://panel/index.html', folder.at('panel'));
  assert.equal(got.status, 200);
  assert.equal(await got.text(), '<title>x</title>');
  assert.equal(got.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(got.headers.get('content-security-policy'), contentSecurityPolicy);
  assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
});

test('the policy lets the page talk to nobody and be framed by nobody', () => {
  for (const part of ["default-src 'none'", "connect-src 'none'", "frame-ancestors 'none'"])
    assert.ok(contentSecurityPolicy.split('; ').includes(part), part);
  assert.doesNotMatch(contentSecurityPolicy, /unsafe/);
});

/** What lies beside the folder, and other ways to ask for it. */
const outside = [
  'app://panel/../secret.js',
  'app://panel/%2e%2e/secret.js',
  'app://panel/..%2fsecret.js',
  'app://panel/a/..%2f..%2fsecret.js',
  'app://panel/%2e%2e%5csecret.js',
  'app://panel/..\\secret.js',
  'app://panel//secret.js',
  'app://panel/%00.js',
  'app://panel/%E0%A4%A.js',
  'app://panel/',
  'app://panel/index.html/',
  'app://panel/.hidden.js',
  'app://panel/secret.pem',
  'app://elsewhere/secret.js',
  'file:///etc/passwd',
  'https://panel/secret.js',
  'not an address',
];
for (const address of outside)
  test(`refuses ${JSON.stringify(address)}`, async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.at('panel/a'), { recursive: true });
    for (const name of ['secret.js', 'secret.pem', 'panel/.hidden.js', 'panel/secret.pem'])
      writeFileSync(folder.at(name), 'secret');
    const found = await ask(address, folder.at('panel'));
    assert.equal(found.status, 404);
    assert.equal(await found.text(), '');
    const file = fileFor(address, folder.at('panel'));
    if (file !== undefined) assert.ok(file.path.startsWith(folder.at('panel/')), file.path);
  });

test('only reads', async () => {
  assert.equal((await ask('app://panel/index.html', '/', 'POST')).status, 405);
});

test('the scheme has an origin of its own and no more rights than a page needs', () => {
  const registered: unknown[] = [];
  registerScheme({ registerSchemesAsPrivileged: (schemes) => registered.push(...schemes) });
  assert.deepEqual(registered, [{ scheme: 'app', privileges: { standard: true, secure: true } }]);
  const handled: string[] = [];
  servePanel({ handle: (name) => handled.push(name) }, '/');
  assert.deepEqual(handled, ['app']);
});
