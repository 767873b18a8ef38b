import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprintOf } from '../certificate/fingerprint.ts';
import { keepAuthority } from '../everyday/authority.ts';
import type { Deed } from './crash-deeds.ts';
import type { CrashWorld } from './crash-world.ts';
import { newAuthority } from './make-store.ts';

/** Keys take long to make, and the same two certificates do for every world. */
const [before, after] = await Promise.all([
  newAuthority('before', { ca: 'ec' }),
  newAuthority('after', { ca: 'ec' }),
]);

const certsOf = (world: CrashWorld): string => world.folder.at('certs');
const fileOf = (world: CrashWorld): string => path.join(certsOf(world), 'ca.pem');

/** What `certs renew --ca` writes into the store, with the old content beside it. */
export const storeDeeds: readonly Deed[] = [
  {
    name: 'a CA certificate is written into the store',
    prepare: (world) => {
      mkdirSync(certsOf(world));
      writeFileSync(fileOf(world), before.pem);
      writeFileSync(path.join(certsOf(world), 'ca-key.pem'), 'theirs');
    },
    act: ({ hands }, world) =>
      keepAuthority(fileOf(world), after.pem, { journal: hands.journal, now: hands.clock.now() }),
    stands: (world) => {
      const now = fingerprintOf(readFileSync(fileOf(world), 'utf8'));
      const isWhole = [before, after].some(({ pem }) => fingerprintOf(pem) === now);
      const isTidy = readdirSync(certsOf(world)).every((name) => !name.endsWith('.tmp'));
      if (!isWhole || !isTidy) return Promise.resolve('half');
      return Promise.resolve(now === fingerprintOf(after.pem) ? 'after' : 'before');
    },
    foreign: (world) => readFileSync(path.join(certsOf(world), 'ca-key.pem'), 'utf8'),
  },
];
