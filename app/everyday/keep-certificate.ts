import { fingerprintOf, fingerprintOfFile } from '../certificate/fingerprint.ts';
import { copyToStore, type StoreChange } from '../certificate/store-copy.ts';
import type { Journal } from '../ports.ts';

/**
 * Writes a certificate (PEM) over a file of the store, with a dated copy of the old one, and into the journal before
 * that. `what` is the certificate's name in the journal: "CA certificate".
 */
export async function keepCertificate(
  { what, file, pem }: { readonly what: string; readonly file: string; readonly pem: string },
  { journal, now }: { readonly journal: Journal; readonly now: number },
): Promise<StoreChange> {
  const entry = await journal.begin({
    kind: 'store-file',
    description: `new ${what} in ${file}`,
    undo: {
      file,
      fingerprint: fingerprintOf(pem),
      fingerprintBefore: (await fingerprintOfFile(file)) ?? null,
    },
  });
  const written = await copyToStore({ file, pem, now });
  await entry.end(written.kind === 'done' ? 'done' : 'failed');
  return written;
}
