import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killRounds } from './kill-rounds.ts';

const seed = Number(process.env['FAIRLEAD_KILL_SEED'] ?? 2);

test(
  'a daemon killed again and again at random moments leaves nothing behind',
  { timeout: 170_000 },
  async () => {
    const { broke, told } = await killRounds({ seed, rounds: 2 });
    assert.deepEqual(broke, [], `FAIRLEAD_KILL_SEED=${seed}\n${told.join('\n')}`);
  },
);
