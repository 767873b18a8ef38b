import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

/** Takes every descriptor there is, starts programs in both ways, gives the descriptors back, and starts one again. */
const starved = (folder: string): string => `
  import { closeSync, openSync } from 'node:fs';
  import { run } from ${JSON.stringify(path.join(folder, 'run.ts'))};
  import { streamLines } from ${JSON.stringify(path.join(folder, 'stream.ts'))};
  const taken = [];
  try {
    for (;;) taken.push(openSync('/dev/null'));
  } catch {}
  const without = await run('/bin/echo', ['one']);
  const followed = await new Promise((resolve) => {
    streamLines({ file: '/bin/echo', args: ['two'], onLine: () => undefined, onEnd: resolve });
  });
  for (const one of taken) closeSync(one);
  const again = await run('/bin/echo', ['three']);
  process.stdout.write(JSON.stringify({ without, followed, again }));
`;

test('a program that cannot be started for want of descriptors is a state of the world, and passes', async () => {
  const words = [
    'ulimit -n 64; exec "$0" "$@"',
    process.execPath,
    '--input-type=module',
    '--eval',
    starved(import.meta.dirname),
  ];
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', ...words], { timeout: 30_000 });
  const { without, followed, again } = JSON.parse(stdout) as Record<string, { why: string; reason: string }>;
  assert.equal(without?.why, 'failed');
  assert.match(without.reason, /^\/bin\/echo could not be started: .*EMFILE/);
  assert.equal(followed, '/bin/echo could not be started');
  assert.deepEqual(again, { kind: 'ran', exitCode: 0, stdout: 'three\n', stderr: '' });
});
