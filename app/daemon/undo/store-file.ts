import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fingerprintOfFile, hasFingerprint } from '../../certificate/fingerprint.ts';
import { stampPattern } from '../../certificate/guest-script.ts';
import { copyToStore } from '../../certificate/store-copy.ts';
import { readSmallText } from '../../machine/small-file.ts';
import { cannot, changed, nothing, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

/**
 * A certificate in the store that stands for itself: a client's, or the CA's. The one before comes back from its
 * back-up; both have one key, so whoever accepts one accepts the other until it ends.
 */
export async function planStoreFile({ hands }: UndoParts, { entry }: UndoRequest): Promise<Plan> {
  const { file, fingerprint, fingerprintBefore: before } = entry.undo;
  if (typeof file !== 'string') return cannot('the journal does not say which file it was');
  if (typeof before !== 'string' || typeof fingerprint !== 'string')
    return cannot(`its back-up lies beside ${file}`);
  const now = await fingerprintOfFile(file);
  if (now === before) return nothing(`${file} is as it was before`);
  if (now === undefined) return cannot(`${file} cannot be read as a certificate`);
  if (now !== fingerprint) return changed(`${file} was given another certificate since, which stays`);
  const pem = await backupOf(file, before);
  if (pem === undefined) return cannot(`no back-up of the certificate before lies beside ${file}`);
  return {
    kind: 'act',
    text: `put the certificate before back into ${file}`,
    act: async () => {
      const copied = await copyToStore({ file, pem, now: hands.clock.now() });
      if (copied.kind !== 'done') return { ok: false, text: copied.reason };
      return { ok: (await fingerprintOfFile(file)) === before, text: `${file} holds the certificate before` };
    },
  };
}

/** The newest back-up with this fingerprint, byte for byte. */
async function backupOf(file: string, fingerprint: string): Promise<string | undefined> {
  const isBackup = new RegExp(`^${stampPattern}(-\\d+)?$`);
  const stem = `${path.basename(file)}.fairlead-`;
  const names = (await readdir(path.dirname(file))).filter(
    (name) => name.startsWith(stem) && isBackup.test(name.slice(stem.length)),
  );
  for (const name of names.sort().toReversed()) {
    const text = await readSmallText(path.join(path.dirname(file), name)).catch(() => '');
    if (hasFingerprint(text, fingerprint)) return text;
  }
  return undefined;
}
