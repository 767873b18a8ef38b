import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseCidr, type Cidr } from '../../route/cidr.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { sudoersText, type WantedText } from './text.ts';

const network = parseCidr('192.168.99.0/24') as Cidr;
const grant = { network, interface: 'vboxnet0', guestIp: '192.168.99.100', hostAddress: '192.168.99.1' };
const visudo = '/usr/sbin/visudo';
const wanted: readonly WantedText[] = [
  { platform: 'macos', user: 'dev', tool: '/sbin/route', grants: [grant] },
  { platform: 'linux', user: 'dev', tool: '/sbin/ip', grants: [grant] },
];

for (const good of wanted) {
  test(
    `visudo accepts the file for ${good.platform}`,
    { skip: !existsSync(visudo) && 'visudo is not installed' },
    () => {
      using folder = temporaryFolder();
      const made = sudoersText(good);
      assert.equal(made.kind, 'text');
      writeFileSync(folder.at('fairlead'), made.text, { mode: 0o440 });
      const ran = spawnSync(visudo, ['-cf', folder.at('fairlead')], { encoding: 'utf8' });
      assert.equal(ran.status, 0, `${ran.stdout}${ran.stderr}`);
      assert.match(made.text, /NOPASSWD:NOSETENV: FAIRLEAD\n$/);
      assert.doesNotMatch(made.text, /[*?!]/);
    },
  );

  for (const bad of [
    'a\nb',
    'a,b',
    'a\\b',
    '!a',
    'a b',
    '',
    '#1',
    '%admin',
    '$(id)',
    '-a',
    'ALL,x',
    'a:b',
    "a'b",
  ])
    test(`${good.platform}: ${JSON.stringify(bad)} never becomes part of the file`, () => {
      assert.equal(sudoersText({ ...good, user: bad }).kind, 'impossible');
      assert.equal(sudoersText({ ...good, tool: `/sbin/${bad}` }).kind, 'impossible');
      for (const key of ['interface', 'guestIp', 'hostAddress'])
        assert.equal(sudoersText({ ...good, grants: [{ ...grant, [key]: bad }] }).kind, 'impossible', key);
    });

  test(`${good.platform}: only private networks of a fitting size, and only when a machine has one`, () => {
    for (const range of ['8.8.8.0/24', '0.0.0.0/0', '10.0.0.0/8', '192.168.99.100/32'])
      assert.equal(
        sudoersText({ ...good, grants: [{ ...grant, network: parseCidr(range) as Cidr }] }).kind,
        'impossible',
      );
    assert.equal(sudoersText({ ...good, grants: [] }).kind, 'impossible');
    assert.equal(sudoersText({ ...good, user: 'ALL' }).kind, 'impossible');
  });
}
