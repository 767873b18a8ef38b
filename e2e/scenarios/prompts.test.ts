/** The question before certificates are renewed, in a real terminal and without one. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeMachine } from '../../app/testing/make-store.ts';
import { temporaryFolder } from '../../app/testing/temporary.ts';
import { programs } from '../stage/programs.ts';

const folder = temporaryFolder();
before(() =>
  makeMachine({ base: folder.at('store'), name: 'default', guestIp: '192.168.99.100', sshPort: 50_022 }),
);
after(() => folder[Symbol.dispose]());

const hasScript = /util-linux/.test(String(spawnSync('script', ['--version']).stdout));
const skip = hasScript ? false : 'no script(1) of util-linux here';

interface Told {
  readonly code: number | null;
  readonly text: string;
}

/** Types `keys` once the question stands there; undefined: standard input is empty and no terminal. */
async function asked(keys: string | undefined): Promise<Told> {
  const words = [process.execPath, programs().fairlead, 'regenerate-certs', 'default'];
  const [file = '', ...args] =
    keys === undefined ? words : ['script', '--quiet', '--return', '--command', words.join(' '), '/dev/null'];
  const child = spawn(file, args, {
    env: {
      PATH: process.env['PATH'],
      HOME: folder.path,
      FAIRLEAD_HOME: path.join(folder.path, 'home'),
      MACHINE_STORAGE_PATH: folder.at('store'),
    },
    stdio: [keys === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    timeout: 30_000,
  });
  let text = '';
  let isTyped = false;
  const hear = (chunk: Buffer): void => {
    text += chunk.toString();
    if (keys === undefined || isTyped || !text.includes('(y/n): ')) return;
    isTyped = true;
    child.stdin?.write(keys);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

for (const [name, keys] of [
  ['n', 'n\r'],
  ['an empty line, then no', '\rno\r'],
  ['the end of input', '\u0004'],
] as const)
  test(
    `${name} is a no: nothing is done, and the exit code says that consent is missing`,
    { skip },
    async () => {
      const { code, text } = await asked(keys);
      assert.equal(code, 6, text);
      assert.match(text, /Regenerate TLS machine certs\?/);
    },
  );

test('Ctrl-C ends it at once, with its own exit code', { skip }, async () => {
  const { code, text } = await asked('\u0003');
  assert.equal(code, 130, text);
});

test('yes goes on to what is asked for', { skip }, async () => {
  const { code, text } = await asked('y\r');
  assert.notEqual(code, 6, text);
  assert.notEqual(code, 0, 'there is no VirtualBox, so it cannot have been done');
});

test('without a terminal and with nothing to read it does not wait', async () => {
  const { code, text } = await asked(undefined);
  assert.equal(code, 6, text);
});
