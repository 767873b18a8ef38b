import { X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { splitPem } from '../certificate/pem.ts';
import { readSmallTextSync } from '../machine/small-file.ts';

/** Ends of certificate files, read anew only when a file changes. */
export class CertificateEnds {
  readonly #known = new Map<string, { readonly mtimeMs: number; readonly end: number | undefined }>();

  /** Milliseconds since the epoch; undefined for a file that holds no certificate. */
  endOf(file: string): number | undefined {
    try {
      const { mtimeMs } = statSync(file);
      const known = this.#known.get(file);
      if (known?.mtimeMs === mtimeMs) return known.end;
      const [pem] = splitPem(readSmallTextSync(file));
      const end = pem === undefined ? undefined : Date.parse(new X509Certificate(pem).validTo);
      this.#known.set(file, { mtimeMs, end });
      return end;
    } catch {
      return undefined;
    }
  }
}
