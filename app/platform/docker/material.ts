import { stat } from 'node:fs/promises';
import tls from 'node:tls';
import type { Machine } from '../../machine/machine.ts';
import { readSmallText } from '../../machine/small-file.ts';
import { read, unreadable, type Reading } from '../../reading.ts';

/** What is needed to know a machine's engine and to be let in. */
export interface Material {
  readonly caPem: string;
  readonly storedServerPem: string | undefined;
  /** With the client certificate. */
  readonly presenting: tls.SecureContext;
  /** Without: shows nobody anything. */
  readonly anonymous: tls.SecureContext;
}

/** Go's TLS, which dockerd speaks, has had TLS 1.2 since Docker 1.6; nothing older is let in. */
const minVersion = 'TLSv1.2';

/** Reads a machine's certificates, anew only when one of the files has changed. */
export class MaterialCache {
  readonly #known = new Map<string, { readonly stamp: string; readonly material: Reading<Material> }>();

  async read(machine: Machine): Promise<Reading<Material>> {
    const { ca, clientCert, clientKey, serverCert } = machine.certificates;
    const files = [ca, clientCert, clientKey, serverCert];
    const stamp = (await Promise.all(files.map(stampOf))).join(' ');
    const known = this.#known.get(machine.directory);
    if (known?.stamp === stamp) return known.material;
    const material = await load(machine);
    this.#known.set(machine.directory, { stamp, material });
    return material;
  }
}

/** Path, change and size; a file replaced by one of the same time differs in its inode. */
async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? `${file}:none` : `${file}:${found.mtimeMs}:${found.size}:${found.ino}`;
}

async function load({ certificates }: Machine): Promise<Reading<Material>> {
  const texts: Partial<Record<'ca' | 'clientCert' | 'clientKey', string>> = {};
  for (const which of ['ca', 'clientCert', 'clientKey'] as const) {
    try {
      texts[which] = await readSmallText(certificates[which]);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const problem = code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? 'unknown error'})`;
      return unreadable(`${certificates[which]} ${problem}`);
    }
  }
  const { ca: caPem = '', clientCert: cert = '', clientKey: key = '' } = texts;
  try {
    return read({
      caPem,
      storedServerPem: await readSmallText(certificates.serverCert).catch(() => undefined),
      presenting: tls.createSecureContext({ cert, key, minVersion }),
      anonymous: tls.createSecureContext({ minVersion }),
    });
  } catch {
    // OpenSSL's message may quote what it read.
    return unreadable(
      `${certificates.clientCert} and ${certificates.clientKey} are not a certificate and its key`,
    );
  }
}
