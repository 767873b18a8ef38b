import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../testing/temporary.ts';
import { ContextFiles, dockerFolder } from './context-files.ts';

const exec = promisify(execFile);
const context = {
  name: 'fairlead-default',
  host: 'unix:///Users/me/.fairlead/machines/default/docker.sock',
  description: 'Fairlead: default, over whichever path works',
};
const hasDocker = await exec('docker', ['--version']).then(
  () => true,
  () => false,
);

describe('contexts of Docker', () => {
  test('are written, read back and removed', async () => {
    using folder = temporaryFolder();
    const files = new ContextFiles(folder.at('docker'));
    assert.deepEqual(await files.read(context.name), { kind: 'read', value: undefined });
    await files.write(context);
    assert.deepEqual(await files.read(context.name), { kind: 'read', value: context });
    await files.remove(context.name);
    assert.deepEqual(await files.read(context.name), { kind: 'read', value: undefined });
    await files.remove(context.name);
  });

  test('the docker command reads them, and we read its own', { skip: !hasDocker }, async () => {
    using folder = temporaryFolder();
    const docker = async (...args: string[]): Promise<string> => {
      const env = { PATH: process.env['PATH'], HOME: folder.path, DOCKER_CONFIG: folder.path };
      return (await exec('docker', args, { env })).stdout.trim();
    };
    const files = new ContextFiles(folder.path);
    await files.write(context);
    const listed = await docker(
      'context',
      'ls',
      '--format',
      '{{.Name}}|{{.Description}}|{{.DockerEndpoint}}',
    );
    assert.ok(listed.split('\n').includes(`${context.name}|${context.description}|${context.host}`), listed);
    await docker('context', 'create', 'own', '--docker', 'host=tcp://10.0.0.1:2376', '--description', 'mine');
    assert.deepEqual(await files.read('own'), {
      kind: 'read',
      value: { name: 'own', host: 'tcp://10.0.0.1:2376', description: 'mine' },
    });
    // Docker 20.10 has no `context show`.
    const current = (): Promise<string> => docker('context', 'inspect', '--format', '{{.Name}}');
    await files.select('own');
    assert.equal(await current(), 'own');
    await files.select(undefined);
    assert.equal(await current(), 'default');
    await docker('context', 'use', context.name);
    assert.deepEqual(await files.readSelected(), { kind: 'read', value: context.name });
    await docker('context', 'rm', '-f', context.name);
    assert.deepEqual(await files.read(context.name), { kind: 'read', value: undefined });
  });

  test('selecting keeps credentials, mode and a link of config.json', async () => {
    using folder = temporaryFolder();
    const real = folder.at('dotfiles.json');
    await writeFile(real, '{"auths":{"x":{"auth":"c2VjcmV0"}},"unknown":[1]}', { mode: 0o600 });
    await symlink(real, folder.at('config.json'));
    await new ContextFiles(folder.path).select('fairlead');
    assert.deepEqual(JSON.parse(await readFile(real, 'utf8')), {
      auths: { x: { auth: 'c2VjcmV0' } },
      unknown: [1],
      currentContext: 'fairlead',
    });
    assert.equal((await stat(real)).mode & 0o777, 0o600);
  });

  test('what is no JSON is never written over', async () => {
    using folder = temporaryFolder();
    await writeFile(folder.at('config.json'), '{"currentContext": ');
    const files = new ContextFiles(folder.path);
    await assert.rejects(files.select('fairlead'), /config\.json cannot be read/);
    assert.equal((await files.readSelected()).kind, 'unreadable');
    assert.equal(await readFile(folder.at('config.json'), 'utf8'), '{"currentContext": ');
    await files.write(context);
    const [id = ''] = await import('node:fs/promises').then((fs) => fs.readdir(folder.at('contexts/meta')));
    for (const hostile of ['', '[]', '{"Endpoints":{"docker":{"Host":7}}}', '{"Endpoints":[]}', 'null']) {
      await writeFile(folder.at(`contexts/meta/${id}/meta.json`), hostile);
      const found = await files.read(context.name);
      assert.ok(found.kind === 'unreadable' || found.value?.host !== context.host, hostile);
    }
    await mkdir(folder.at('contexts/meta/x'), { recursive: true });
  });

  test('the folder is $DOCKER_CONFIG, else ~/.docker', () => {
    assert.equal(dockerFolder({ DOCKER_CONFIG: '/elsewhere', HOME: '/home/me' }), '/elsewhere');
    assert.equal(dockerFolder({ DOCKER_CONFIG: '', HOME: '/home/me' }), '/home/me/.docker');
  });
});
