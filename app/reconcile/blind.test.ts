import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, unreadable } from '../reading.ts';
import { keptMac } from '../testing/kept-mac.ts';
import { Blind } from './blind.ts';

test('a store, or a machine in it, that could not be read is looked at again, after longer each time', async (t) => {
  const { keeper } = await keptMac(t);
  const seen = keeper.observation ?? assert.fail();
  const [machine = assert.fail()] = seen.stores.kind === 'read' ? seen.stores.value : [];
  const broken = { kind: 'broken', name: 'b', path: '/s/b', reason: 'cut off', next: 'ls' } as const;
  const blind = new Blind();
  assert.equal(blind.waitMs(seen, 0), undefined);
  assert.equal(blind.waitMs({ ...seen, stores: read([machine, broken]) }, 0), 5000);
  assert.equal(blind.waitMs({ ...seen, stores: unreadable('EIO') }, 5000), 10_000);
  assert.equal(blind.waitMs(seen, 6000), undefined);
  assert.equal(blind.waitMs({ ...seen, stores: unreadable('EIO') }, 7000), 5000, 'anew');
});
