import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshot } from '../../testing/snapshots.ts';
import { catalogue as symptoms } from '../catalogue/catalogue.ts';
import { collect, redactorFor, type Part } from './collect.ts';

const who = { user: 'anna', host: 'annas-macbook.example', home: '/Volumes/Data/anna' };

async function reported(texts: Readonly<Record<string, unknown>>): Promise<string> {
  const parts = Object.entries(texts).map(([name, value]): Part => ({
    name,
    about: name,
    collect: () => Promise.resolve(value),
  }));
  const { files } = await collect(parts, redactorFor(snapshot(), who), '2026-11-27T12:00:00.000Z');
  return [...files.values()].join('\n');
}

test('the name a person gave a VPN is gone everywhere, long after the VPN is', async () => {
  const text = await reported({
    'first.json': { sentence: 'Megacorp OpenVPN took 192.168.99.0/24 to utun2.' },
    'history.json': [{ text: 'Acme (ppp0) is gone' }, { sentence: 'while Acme is connected' }],
    'fairlead.log': '2026-11-27T12:52:41.663Z info  noticed Megacorp OpenVPN (utun2) is connected\n',
  });
  assert.doesNotMatch(text, /megacorp|acme/i);
  assert.match(text, /41\.663Z info {2}noticed <vpn-\d> \(utun2\) is connected/);
  assert.match(text, /"sentence": "<vpn-\d> took 192\.168\.99\.0\/24/);
});

test('names of products stay', async () => {
  const log = 'noticed Cisco AnyConnect or GlobalProtect (utun2) is connected';
  assert.match(await reported({ 'fairlead.log': log }), /noticed Cisco AnyConnect or GlobalProtect \(/);
});

test('containers that have ended since are not named either', async () => {
  const text = await reported({
    'a.json': { sentence: 'payroll-db has answered' },
    'b.log': 'a restart of the engine would stop payroll-db, payroll_web',
  });
  assert.doesNotMatch(text, /payroll/);
});

const told: readonly (readonly [sentence: string, ...names: string[]])[] = [
  ['curl: (6) Could not resolve host: buildbox', 'buildbox'],
  ['dial tcp: lookup buildbox on 10.0.2.3:53: no such host', 'buildbox'],
  ['getaddrinfo ENOTFOUND buildbox', 'buildbox'],
  ['ssh: connect to host buildbox port 22: Connection refused', 'buildbox'],
  ['the proxy "buildbox" does not answer', 'buildbox'],
  ['proxy=buildbox:3128', 'buildbox'],
  ['{"host": "buildbox"}', 'buildbox'],
  ['HostName: buildbox', 'buildbox'],
  ['server build-01 is down', 'build-01'],
  ['tcp build-01:2376 refused', 'build-01'],
  ['$ ping buildbox', 'buildbox'],
  ['PING buildbox (10.1.2.3): 56 data bytes', 'buildbox'],
  ['search megacorp', 'megacorp'],
  ['SSID: Megacorp Guest', 'Megacorp Guest'],
  ['  SSID_STR : Megacorp Guest', 'Megacorp Guest'],
  ['"ssid": "Megacorp Guest"', 'Megacorp Guest'],
  ['Current Wi-Fi Network: Megacorp Guest', 'Megacorp Guest'],
  ['joined the Wi-Fi network Megacorp', 'Megacorp'],
  ['<key>SSID_STR</key><string>Megacorp</string>', 'Megacorp'],
  ['info  opened 127.0.0.1:8080 for payroll in default', 'payroll'],
  ['warn  127.0.0.1:80 cannot be opened for payroll in default: nginx has it', 'payroll'],
  ['container payroll exited with 1', 'payroll'],
  ['the containers payroll_db and others', 'payroll_db'],
  ['The container name "/payroll" is already in use', 'payroll'],
  ['Error: No such container: payroll', 'payroll'],
  ['Creating payroll_db_1 ... done', 'payroll_db_1'],
  ['$ docker run -d --name payroll db', 'payroll'],
  ['$ docker logs -f payroll', 'payroll'],
  ['{"Names":["/payroll"]}', 'payroll'],
  ["Unable to find image 'megacorp/payroll:1' locally", 'megacorp', 'payroll'],
  ['$ docker login -u mallory -p swordfish9 hub', 'mallory', 'swordfish9'],
  ['docker login --username=mallory --password=sw0rd', 'mallory', 'sw0rd'],
  ['--password sw0rd --proxy-passphrase "fish"', 'sw0rd', 'fish'],
  ['sshpass -psw0rd ssh x', 'sw0rd'],
  ['curl -u mallory:sw0rd x', 'mallory', 'sw0rd'],
  ['mallory:sw0rd@proxy:3128', 'mallory', 'sw0rd'],
];
for (const [sentence, ...names] of told)
  test(`what "${sentence.slice(0, 40)}" names is gone from every part`, async () => {
    const text = await reported({
      'a.log': `${sentence}\n`,
      'b.log': `then ${names.join(' and ')} came back\n`,
    });
    const inLog = text.split('\n').filter((line) => !line.startsWith('then'));
    for (const name of names) {
      assert.ok(!inLog.join('\n').includes(name), text);
      // Secrets are not known by name: only where they stand as such.
      if (!/sw0rd|fish|mallory/.test(name)) assert.ok(!text.includes(name), text);
    }
  });

test('of what Fairlead itself writes nothing else goes with them', async () => {
  const lines = [
    'and those of the containers: add --mtu=1280 to EXTRA_ARGS',
    'fairlead ssh default "sudo /etc/init.d/docker start || sudo systemctl start docker"',
    'a new certificate needs an engine restart, which would stop containers',
    'a restart of the engine would stop containers that could not be counted',
    'no container is running, and no container would be stopped',
    'host is not running; the host-only network has no address; server default',
    'ssh -p 50022 docker@127.0.0.1; docker run -p 8080:80; mkdir -p /var/lib/x; date -u -s @17',
    'journalctl -u docker -n 30',
    '{"host": "127.0.0.1", "gateway": "link#9", "server": null}',
    'lookup registry-1.docker.io on 10.0.2.3:53: i/o timeout',
    'cannot resolve the name of a registry; lookup localhost: i/o timeout',
    'the Wi-Fi changed; a proxy is set in this shell',
    'docker looks for an engine; docker restart | docker start',
    'add, is, for, in, stop, name',
  ];
  const text = await reported({ 'a.log': lines.join('\n') });
  const catalogue = symptoms.flatMap(({ title, cause, remedies }) => [
    title,
    cause,
    ...remedies.flatMap(({ does, command }) => [does, command ?? '']),
  ]);
  const whole = await reported({ 'a.log': catalogue.join('\n') });
  for (const line of catalogue.filter((one) => !/\d+\.\d+\.\d+\.\d+/.test(one)))
    assert.ok(whole.includes(line), `${line} in\n${whole}`);
  for (const line of lines) assert.ok(text.includes(line), `${line} in\n${text}`);
});

test('a home outside /Users is known by its own name, in every spelling', async () => {
  const encoded = encodeURIComponent(`${who.home}/.docker`);
  const text = await reported({ 'a.log': `${who.home}/.docker /private${who.home}/x ${encoded}` });
  assert.doesNotMatch(text, /anna|Data/);
});
