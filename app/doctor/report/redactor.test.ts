import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Redactor } from './redactor.ts';

function redactor(): Redactor {
  const made = new Redactor(['192.168.99.0/24']);
  made.learn('user', 'anna.lopez');
  made.learn('host', 'annas-macbook.corp.example');
  made.learn('container', 'payroll-db');
  return made;
}

const key = generateKeyPairSync('rsa', {
  modulusLength: 1024,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const body = key.privateKey.split('\n').slice(1, -2);

const planted: readonly (readonly [text: string, secret: string])[] = [
  [`dump ${key.privateKey}`, body[0] ?? ''],
  [JSON.stringify({ pem: key.privateKey }), body[1] ?? ''],
  [`${body[2] ?? ''} alone in a line`, body[2] ?? ''],
  [`blob ${Buffer.from(randomBytes(96)).toString('base64')}`, 'base64'],
  ['/Users/anna.lopez/.docker/machine', 'anna.lopez'],
  ['/Users/other/.docker/machine and /home/other2/x', 'other'],
  ['as ANNA.LOPEZ on it', 'ANNA.LOPEZ'],
  ['host annas-macbook.corp.example says', 'annas-macbook'],
  ['dial vpn.megacorp.com:443', 'megacorp'],
  ['resolver ns1.hq.megacorp.internal.', 'megacorp'],
  ['VPN server : 203.0.113.7', '203.0.113.7'],
  ['gateway 10.20.30.1 via utun3', '10.20.30.1'],
  ['10.20.0.0/16 link#9 utun3', '10.20.0.0'],
  ['10.20/16 link#9 utun3', '10.20/16'],
  ['ether a4:83:e7:12:34:56', 'a4:83:e7'],
  ['8:0:27:a:b:c UHLWIi', '8:0:27:a:b:c'],
  ['inet6 2001:db8:85a3::8a2e:370:7334 prefixlen 64', '85a3'],
  ['inet6 fe80::1c2b:3d4e:5f60:7182%utun3', '3d4e'],
  ['O=anna.lopez.default', 'lopez'],
  ['issuer: CN = Somebody Else, O=Megacorp', 'Somebody'],
  ['container payroll-db runs', 'payroll'],
  ['serial number: 4f3a2b1c0d', '4f3a2b1c0d'],
  ['Serial Number (system): C02XK0AAJGH5', 'C02XK0AAJGH5'],
  ['mail anna@megacorp.de', 'megacorp'],
  ['UUID 1b4e28ba-2fa1-11d2-883f-0016d3cca427', '1b4e28ba'],
  ['proxy http://anna:hunter22@proxy.megacorp.com:8080', 'hunter22'],
  ['Authorization: Bearer abcdefghijkl', 'abcdefghijkl'],
  ['token=ghp_0123456789abcdef', 'ghp_0123'],
  [`fingerprint ${'ab'.repeat(32)}`, 'abababab'],
  ['proxy http://bob:pw1@proxy01:3128/', 'pw1'],
  ['proxy socks5://proxy01:3128/', 'proxy01'],
  ['DOCKER_HOST=tcp://build01:2376', 'build01'],
  ['bob@buildhost:~$ docker ps', 'buildhost'],
  ['bob@buildhost:~$ docker ps', 'bob'],
  ['docker@buildhost', 'buildhost'],
  ['AWS_SECRET_ACCESS_KEY=abcd1234efgh', 'abcd1234'],
  ['GITHUB_TOKEN: 1a2b3c4d5e6f', '1a2b3c'],
  ['ghp_abcdefgh1234567890', 'ghp_abcd'],
  ['"auth": "YW5uYTpodW50ZXIy"', 'YW5uYTp'],
  ['{\\"identitytoken\\":\\"a.b-c_d-e\\"}', 'b-c_d'],
  ['PASSWORD="a secret of several words"', 'several'],
  ['Set-Cookie: webvpn=3A1B2C@12288; path=/', '3A1B2C'],
  ['file:///Users/other/.docker', 'other'],
  ['%2FUsers%2Fother%2F.docker', 'other'],
  ['/private/var/users/other/x', 'other'],
  ['~other/.docker', 'other'],
  ['/Volumes/Backup of Other/x', 'Other'],
  ['the folder anna.lopez_backup', 'anna.lopez'],
  ['CN=anna.lopez Miller, O=x', 'Miller'],
  ['CN="Miller, Anna"', 'Miller'],
  ['C=US, ST=Texas, L=Austin', 'Austin'],
  ['CN=a.miller/emailAddress=am@megacorp', 'megacorp'],
  ['vpn.megacorp.zz:443', 'megacorp'],
  ['search megacorp.loc', 'megacorp'],
  ['ip-10-20-30-40 answers', '10-20-30'],
];
for (const [text, secret] of planted)
  test(`nothing is left of "${secret}"`, () => {
    const clean = redactor().clean(text);
    const gone = secret === 'base64' ? (text.split(' ')[1] ?? '') : secret;
    assert.ok(!clean.toLowerCase().includes(gone.toLowerCase()), clean);
  });

test('what is needed to judge a route stays', () => {
  for (const text of [
    '192.168.99.100:2376 on 192.168.99.0/24 via vboxnet0',
    '192.168.0.0/16 via utun3',
    '127.0.0.1:2376 -> 10.0.2.15:2376',
    '0.0.0.0/1 and 128.0.0.0/1 via utun2',
    'at 2026-11-25T03:45:35.120Z version 19.03.12, mask 255.255.255.0',
    'VirtualBox 6.1.32r149290, com.cisco.anyconnect key, settings.json, ~/.fairlead/control.sock',
    'https://github.com/kubernetes/minikube/issues/1099',
    '::1 localhost',
    'utun2 carries packets of 1390 bytes and default sends 1500: pulls may hang',
    'docker@127.0.0.1 -p 50022, unix:///tmp/docker.sock, http://localhost:2376/v1.40/info',
    'the authority: default, author none, authentication "required"',
    'app/reconcile/decide.ts:162:12 and decide.js:10',
    'sha256 of node_modules/@types/node, "state": "running", token: null',
  ])
    assert.equal(redactor().clean(text), text);
});

test('the same thing has the same placeholder, and another another', () => {
  const one = redactor();
  const [first, again, other] = ['203.0.113.7', '203.0.113.7', '203.0.113.8'].map((text) => one.clean(text));
  assert.equal(first, again);
  assert.notEqual(first, other);
});
