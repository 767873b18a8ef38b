import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { runRecorded } from '../testing/recorded-world.ts';
import { temporaryFolder } from '../testing/temporary.ts';

test('the page for man names every command with its options', async () => {
  using folder = temporaryFolder();
  const { code, out } = await runRecorded(['manual-page'], { home: folder.path });
  assert.equal(code, 0);
  for (const heading of [
    'fairlead certs renew [machine]',
    'fairlead scp <source> <destination>',
    'fairlead ls',
  ])
    assert.ok(out.includes(`.SS "${heading.replaceAll('-', '\\-')}"`), heading);
  assert.match(out, /\.B \\-\\-restart\\-engine\n/);
  assert.match(out, /Examples:\n\.nf\n {2}fairlead ls/);
  assert.ok(!out.includes('manual-page'));
});

const man = spawnSync('man', ['--version']);
test(
  'man has nothing to warn of',
  { skip: man.error === undefined ? false : 'man is not installed here' },
  async () => {
    using folder = temporaryFolder();
    const { out } = await runRecorded(['manual-page'], { home: folder.path });
    writeFileSync(folder.at('fairlead.1'), out);
    const ran = spawnSync('man', ['--warnings', '-l', folder.at('fairlead.1')], {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8', MANPAGER: 'cat' },
    });
    assert.equal(ran.stderr, '');
    assert.match(ran.stdout, /FAIRLEAD\(1\)/);
  },
);
