import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PrivateKeys, writtenBelow } from './private-keys.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'private-keys-'));
after(() => rmSync(folder, { recursive: true }));

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pkcs1 = rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const sec1 = ec.privateKey.export({ type: 'sec1', format: 'pem' }).toString();
writeFileSync(path.join(folder, 'key.pem'), pkcs1);
writeFileSync(
  path.join(folder, 'both.pem'),
  `${rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()}${sec1}`,
);
const keys = new PrivateKeys();
keys.learn(folder);

const bodyOf = (pem: string): readonly string[] =>
  pem.split('\n').filter((line) => line !== '' && !line.startsWith('-'));
const der = (pem: string): Buffer => createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
const leaksIn = (content: string | Buffer): readonly string[] =>
  keys.leaks([{ where: 'the log', content: Buffer.from(content) }]);

const wrapped: Readonly<Record<string, string | Buffer>> = {
  'as it is': pkcs1,
  'without head and foot': bodyOf(pkcs1).join('\n'),
  'in the other form': bodyOf(pkcs8).join('\n'),
  'half of it': bodyOf(pkcs1).slice(14).join('\n'),
  'one line from its middle': `could not read ${bodyOf(pkcs1)[9] ?? ''}`,
  'as one line': bodyOf(pkcs8).join(''),
  'in JSON': JSON.stringify({ message: bodyOf(pkcs1).join('\n') }),
  'in JSON in JSON': JSON.stringify({ entry: JSON.stringify({ message: bodyOf(pkcs1).join('\r\n') }) }),
  indented: bodyOf(pkcs1).join('\n    '),
  'in a URL': encodeURIComponent(bodyOf(pkcs1).join('\n')),
  'as DER': der(pkcs1),
  'as DER in base64': der(pkcs1).toString('base64'),
  'as DER in base64 for URLs': der(pkcs1).toString('base64url'),
  'as DER in hexadecimal': der(pkcs1).toString('hex'),
  'in base64 once more': Buffer.from(pkcs1).toString('base64'),
  'as a JSON Web Key': JSON.stringify(rsa.privateKey.export({ format: 'jwk' })),
  compressed: gzipSync(`report ${bodyOf(pkcs1).join('\n')}`),
  'of an elliptic curve': bodyOf(sec1).join(''),
  'as the head alone': '-----BEGIN OPENSSH PRIVATE KEY-----',
};

for (const [how, content] of Object.entries(wrapped))
  test(`a private key is found ${how}`, () => {
    assert.equal(keys.size, 2);
    assert.equal(leaksIn(content).length, 1);
    assert.match(leaksIn(content).join(''), /^the log holds /);
  });

test('public keys, and the numbers of another key, are no leak', () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  assert.deepEqual(leaksIn(rsa.publicKey.export({ type: 'pkcs1', format: 'pem' })), []);
  assert.deepEqual(leaksIn(JSON.stringify(rsa.publicKey.export({ format: 'jwk' }))), []);
  assert.deepEqual(leaksIn(bodyOf(other.export({ type: 'pkcs1', format: 'pem' }).toString()).join('\n')), []);
  assert.deepEqual(leaksIn(''), []);
});

test('every file below a folder is looked at, but for those that are named', () => {
  const where = [...writtenBelow([folder], [path.join(folder, 'key.pem')])].map((one) =>
    path.basename(one.where),
  );
  assert.deepEqual(where, ['both.pem']);
});
