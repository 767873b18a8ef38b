import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readSmallText } from '../../machine/small-file.ts';
import type { MendHands } from './mend.ts';
import type { Patient } from './scene.ts';

/**
 * Puts the store's present CA and client certificate over the copies in the machine's folder, each with its old one
 * beside it. A client certificate comes only to the key it is for. What was done, in a sentence; throws when nothing
 * could be.
 */
export async function bringCopies({ machine }: Patient, { keep }: MendHands): Promise<string> {
  const { ca, clientCert, clientKey } = machine.certificates;
  const copy = (name: string): string => path.join(machine.directory, name);
  const written: string[] = [];
  for (const [what, from, file] of [
    ['CA certificate', ca, copy('ca.pem')],
    ['client certificate', clientCert, copy('cert.pem')],
  ] as const) {
    const [pem, before] = await Promise.all([readSmallText(from), readSmallText(file)]);
    if (pem.trim() === before.trim()) continue;
    if (what === 'client certificate' && !(await areSame(clientKey, copy('key.pem'))))
      throw new Error(
        `${copy('key.pem')} is not the key of ${from}, so its certificate stays; both anew: fairlead regenerate-certs --client-certs ${machine.name}`,
      );
    // Not every file in a store is what its name says.
    new X509Certificate(pem);
    const kept = await keep({ what, file, pem });
    if (kept.kind !== 'done') throw new Error(`${file} could not be written: ${kept.reason}`);
    written.push(path.basename(file));
  }
  return `brought ${written.join(' and ')} in ${machine.directory} up to the store's`;
}

async function areSame(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [one, other].map((file) => readFile(file).catch(() => undefined)),
  );
  return first !== undefined && second !== undefined && first.equals(second);
}
