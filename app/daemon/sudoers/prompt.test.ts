import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ran } from '../../platform/process/run.ts';
import { appleText, askBySheet, osascript, sudoArguments } from './prompt.ts';

function answering(ran: Ran) {
  const calls: (readonly string[])[] = [];
  const run = (file: string, args: readonly string[]): Promise<Ran> => {
    calls.push([file, ...args]);
    return Promise.resolve(ran);
  };
  return { run, calls };
}
const failing = (stderr: string): Ran => ({ kind: 'ran', exitCode: 1, stdout: '', stderr });

test('the sheet is asked for once, with the script as one AppleScript text', async () => {
  const { run, calls } = answering({ kind: 'ran', exitCode: 0, stdout: '', stderr: '' });
  const asked = await askBySheet({ run, script: `printf '%s\\n' "a" 'b\\c'`, why: 'for "routes"' });
  assert.deepEqual(asked, { kind: 'ran', exitCode: 0, said: '' });
  assert.deepEqual(calls, [
    [
      osascript,
      '-e',
      `do shell script "printf '%s\\\\n' \\"a\\" 'b\\\\c'" with prompt "for \\"routes\\"" with administrator privileges`,
    ],
  ]);
  // Taken apart as AppleScript does, it is the same again.
  const text = 'a "b" \\ \\" c';
  assert.equal(appleText(text).slice(1, -1).replace(/\\(.)/g, '$1'), text);
});

test('a no is known in every language; a fault of the script is told by its number', async () => {
  for (const text of ['0:93: execution error: User canceled. (-128)\n', 'Vom Benutzer abgebrochen. (-128)'])
    assert.equal((await askBySheet({ ...answering(failing(text)), script: '', why: '' })).kind, 'declined');
  assert.deepEqual(
    await askBySheet({ ...answering(failing('0:9: execution error: not ours (7)\n')), script: '', why: '' }),
    { kind: 'ran', exitCode: 7, said: '0:9: execution error: not ours (7)' },
  );
  for (const text of ['no user interaction allowed. (-1713)', 'osascript: not found', ''])
    assert.equal(
      (await askBySheet({ ...answering(failing(text)), script: '', why: '' })).kind,
      'failed',
      text,
    );
});

test('sudo is given the script as one argument, and the reason as its prompt', () => {
  assert.deepEqual(sudoArguments('rm x', '100% sure'), [
    '-p',
    '100%% sure\nPassword: ',
    '--',
    '/bin/sh',
    '-c',
    'rm x',
  ]);
});
