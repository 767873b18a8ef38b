import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings } from '../../shared/settings.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { silentLog } from '../testing/silent-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { Ledger } from './ledger.ts';
import { Remembered } from './remembered.ts';
import { Timeline } from './timeline.ts';

test('a renewal that never came to the engine is tried again soon; one that may have is not', async () => {
  using folder = temporaryFolder();
  const clock = new ManualClock();
  const ledger = new Ledger({
    clock,
    settings: defaultSettings,
    remembered: new Remembered(folder.at('memory.json'), silentLog),
    timeline: new Timeline(clock, silentLog),
  });
  const memory = ledger.of('default');
  const renew = async (untouched: boolean): Promise<readonly [spent: boolean, pauseMs: number]> => {
    ledger.begun('default', 'renew-certificate');
    const result = { kind: 'failed', text: 'no answer', ...(untouched ? { untouched } : {}) } as const;
    await ledger.conclude('default', 'renew-certificate', result);
    const now = clock.monotonic();
    return [memory.tries['renew-certificate'].exhausted(now), memory.renewalPause.remainingMs(now)];
  };
  assert.deepEqual(await renew(true), [false, 15_000]);
  await clock.pass(15_000);
  assert.deepEqual(await renew(true), [false, 30_000]);
  await clock.pass(30_000);
  assert.deepEqual(await renew(false), [true, 0]);
  await clock.pass(30 * 60_000);
  await ledger.conclude('default', 'renew-certificate', { kind: 'done', text: 'renewed' });
  assert.deepEqual(await renew(true), [false, 15_000], 'success begins anew');
});
