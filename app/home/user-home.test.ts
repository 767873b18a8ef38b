import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import { test } from 'node:test';
import { dockerFolder } from '../platform/docker/context-files.ts';
import { readSelectedContext } from '../platform/docker/selected-context.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { homeFromEnvironment } from './home.ts';
import { userHome } from './user-home.ts';

const real = userInfo().homedir;

test('without a usable HOME the home is the one the system knows', () => {
  for (const HOME of [undefined, '', 'relative/place']) {
    const environment = HOME === undefined ? {} : { HOME };
    assert.equal(userHome(environment), real);
    assert.equal(dockerFolder(environment), `${real}/.docker`);
    assert.equal(homeFromEnvironment(environment).root, `${real}/.fairlead`);
  }
  assert.equal(homeFromEnvironment({ HOME: '/Users/me' }).root, '/Users/me/.fairlead');
  assert.equal(homeFromEnvironment({ HOME: '/Users/me', FAIRLEAD_HOME: '/else' }).root, '/else');
});

test('a user whom the computer does not know is told to set HOME', () => {
  const unknown = (): string => {
    throw new Error('uv_os_get_passwd returned ENOENT');
  };
  assert.throws(() => userHome({}, unknown), {
    message: /^HOME is not set, and .* no user with the id \d+$/,
  });
  assert.equal(userHome({ HOME: '/Users/me' }, unknown), '/Users/me');
});

test('an empty DOCKER_CONFIG is none, as for the docker command', async () => {
  using folder = temporaryFolder();
  const docker = folder.at('.docker');
  const meta = `${docker}/contexts/meta/${createHash('sha256').update('away').digest('hex')}`;
  mkdirSync(meta, { recursive: true });
  writeFileSync(`${docker}/config.json`, '{"currentContext": "away"}');
  writeFileSync(
    `${meta}/meta.json`,
    '{"Name": "away", "Endpoints": {"docker": {"Host": "tcp://192.0.2.9:1"}}}',
  );
  const selected = await readSelectedContext({ HOME: folder.at('.'), DOCKER_CONFIG: '' });
  assert.deepEqual(selected, { name: 'away', host: 'tcp://192.0.2.9:1' });
});
