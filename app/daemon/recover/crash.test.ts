import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { deeds, type Deed } from '../../testing/crash-deeds.ts';
import { storeDeeds } from '../../testing/crash-store-deeds.ts';
import { CrashWorld } from '../../testing/crash-world.ts';
import { Life } from '../../testing/mortal.ts';

for (const deed of [...deeds, ...storeDeeds]) {
  test(`killed while ${deed.name}: the next start looks, finishes or takes back, and says so`, async () => {
    const reference = await referenceOf(deed);
    assert.ok(reference.moments >= 3, 'the deed has too few moments to be killed in');
    for (let moment = 1; moment <= reference.moments; moment += 1) {
      using world = (await killedAt(deed, moment)).world;
      await world.recover();
      await assertWhole(world, { ...reference, deed, when: `killed at ${moment}` });
    }
  });

  test(`killed while ${deed.name}, and again while looking after it`, async () => {
    const reference = await referenceOf(deed);
    // Right after the journal's line, and in the middle; the test above has every moment once.
    for (const moment of [2, Math.ceil(reference.moments / 2)])
      for (let second = 1; ; second += 1) {
        using world = (await killedAt(deed, moment)).world;
        if ((await world.recover(new Life(second))) === 'ended') break;
        await world.recover();
        const when = `killed at ${moment}, and at ${second} of the next start`;
        await assertWhole(world, { ...reference, deed, when });
      }
  });
}

interface Reference {
  /** Moments of the deed when nobody kills it. */
  readonly moments: number;
  readonly foreign: unknown;
  /** Entries that the journal had before. */
  readonly entries: number;
}

async function referenceOf(deed: Deed): Promise<Reference> {
  using before = await prepared(deed);
  const foreign = await deed.foreign(before);
  const entries = (await before.entries()).length;
  const { world, moments } = await killedAt(deed, Infinity);
  world[Symbol.dispose]();
  return { moments, foreign, entries };
}

async function prepared(deed: Deed): Promise<CrashWorld> {
  const world = new CrashWorld();
  mkdirSync(world.home.root, { recursive: true });
  await deed.prepare?.(world);
  return world;
}

/** A world in which the deed was killed at this moment. */
async function killedAt(deed: Deed, moment: number): Promise<{ world: CrashWorld; moments: number }> {
  const world = await prepared(deed);
  const life = new Life(moment);
  const process = await world.start(life);
  assert.equal(await life.run(() => deed.act(process, world)), moment === Infinity ? 'ended' : 'killed');
  return { world, moments: life.moments };
}

interface Expected extends Reference {
  readonly deed: Deed;
  readonly when: string;
}

async function assertWhole(
  world: CrashWorld,
  { deed, when, foreign, entries: had }: Expected,
): Promise<void> {
  const entries = await world.entries();
  const said = entries.map(({ state, description, found }) => [state, description, found]);
  const about = `${when}: ${JSON.stringify(said)}`;
  const stands = await deed.stands(world);
  assert.notEqual(stands, 'half', about);
  assert.ok(
    entries.every(({ state }) => state !== 'begun'),
    about,
  );
  const last = entries.slice(had).at(-1);
  if (last !== undefined) assert.equal(last.state === 'done', stands === 'after', about);
  assert.deepEqual(await deed.foreign(world), foreign, about);
  await world.recover();
  assert.deepEqual(await world.entries(), entries, `${when}: a second look changed the journal`);
}
