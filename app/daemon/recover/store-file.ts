import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fingerprintOfFile } from '../../certificate/fingerprint.ts';
import { addServerSans, copyToStore, missingServerSans } from '../../certificate/store-copy.ts';
import { clearTemporaries } from '../../home/temporaries.ts';
import { served } from '../../reconcile/assess.ts';
import { made, notMade, open, type Cut, type Found } from './found.ts';

/**
 * A file of the store. It holds the old content or the new one, because it is replaced by a rename. The copy of an
 * engine's certificate and the name in config.json belong to a certificate that stands, so they are finished; a
 * client's certificate fits its key before and after, and the next run brings all copies along.
 */
export async function recoverStoreFile(cut: Cut): Promise<Found> {
  const { entry, all } = cut;
  const { file, names, with: of } = entry.undo;
  if (typeof file !== 'string') return notMade('the journal does not say which file it was');
  const cleared = await clearTemporaries(path.dirname(file), path.basename(file));
  const whole = all.find(({ id }) => id === of);
  if (typeof of === 'string' && (whole === undefined || whole.state === 'undone'))
    return notMade('the certificate it belonged to has been put back');
  const found = Array.isArray(names)
    ? await recoverNames(cut, file, names.map(String))
    : await recoverCopy(cut, file, entry.undo['fingerprint'] ?? whole?.undo['fingerprintAfter']);
  return cleared.length === 0 ? found : { ...found, text: `${found.text}; removed ${cleared.join(', ')}` };
}

async function recoverNames({ parts }: Cut, file: string, names: readonly string[]): Promise<Found> {
  if ((await missingServerSans(file, names)).length === 0) return made(`${file} names ${names.join(', ')}`);
  const added = await addServerSans({ file, names, now: parts.hands.clock.now() });
  return added.kind === 'done' ? made(`${file} names ${names.join(', ')} now`) : open(added.reason);
}

async function recoverCopy({ parts, entry }: Cut, file: string, fingerprint: unknown): Promise<Found> {
  const there = await fingerprintOfFile(file);
  if (typeof fingerprint !== 'string') {
    const written = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    return written >= Date.parse(entry.at) ? made(`${file} was written`) : notMade(`${file} is as it was`);
  }
  if (there === fingerprint) return made(`${file} holds the new certificate`);
  if (typeof entry.undo['with'] !== 'string')
    return notMade(
      `${file} holds the certificate before; fairlead certs renew ${path.basename(file) === 'ca.pem' ? '--ca' : '--client'} brings it along`,
    );
  const assessed = parts.keeper.assessed.find(({ seen }) => seen.machine.name === entry.machine);
  const now = assessed === undefined ? undefined : served(assessed.seen)?.certificate;
  if (now === undefined) return open(`the engine of ${String(entry.machine)} cannot be reached`);
  if (now.fingerprint !== fingerprint) return notMade(`the engine serves another certificate since`);
  const copied = await copyToStore({ file, pem: now.pem, now: parts.hands.clock.now() });
  return copied.kind === 'done' ? made(`${file} holds the new certificate now`) : open(copied.reason);
}
