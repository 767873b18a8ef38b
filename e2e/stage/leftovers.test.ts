import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../app/testing/temporary.ts';
import { startGuard } from './guard.ts';
import { makeRoot, sweepStages } from './leftovers.ts';

test('what is left of a stage whose process is gone goes, with its processes; other folders stay', async () => {
  using folder = temporaryFolder();
  const make = (name: string, owner?: string): string => {
    const root = folder.at(name);
    mkdirSync(path.join(root, 'pids'), { recursive: true });
    if (owner !== undefined) writeFileSync(path.join(root, 'owner'), owner);
    return root;
  };
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  const dead = make('fl-dead', `${gone.pid} 1`);
  const reused = make('fl-reused', `${process.pid} 1`);
  const own = makeRoot();
  const guard = startGuard(own);
  const alive = make('fl-alive', readFileSync(path.join(own, 'owner'), 'utf8'));
  await guard.release();
  const foreign = make('fl-foreign');
  const left = spawn(process.execPath, ['-e', 'setInterval(() => 0, 60_000)', dead], { stdio: 'ignore' });
  const ended = once(left, 'exit');
  writeFileSync(path.join(dead, 'pids', '1'), String(left.pid));

  // Without /proc, a number that is used again cannot be told.
  const told = existsSync('/proc/self/stat') ? [dead, reused] : [dead];
  assert.deepEqual([...(await sweepStages(folder.path))].sort(), told);
  assert.deepEqual(await ended, [null, 'SIGKILL']);
  const there = [dead, reused, alive, foreign].filter((root) => existsSync(root));
  assert.deepEqual(
    there,
    [dead, reused, alive, foreign].filter((root) => !told.includes(root)),
  );
});
