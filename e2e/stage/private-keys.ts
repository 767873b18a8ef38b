/** Finds private keys, and parts of them, in what a program wrote, however they were wrapped on the way. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Something a program wrote: where it stands, and what it is. */
export interface Written {
  readonly where: string;
  readonly content: Buffer;
}

/** How many bytes of a secret number count as a part of it: one line of a PEM file has three times as many. */
const part = 15;

/**
 * Looks for keys of PEM files that it is told of. The secret numbers are looked for, and not the lines of the
 * file: they are the same in PKCS #1, PKCS #8 and DER, and unlike its lines none of them stands in a certificate.
 */
export class PrivateKeys {
  readonly #base64 = new Set<string>();
  readonly #raw: Buffer[] = [];
  readonly #known = new Set<string>();

  /** How many keys are looked for. */
  get size(): number {
    return this.#known.size;
  }

  /** Takes in every key that a file below the folder holds; such as are there already count once. */
  learn(folder: string): void {
    for (const { content } of writtenBelow([folder])) {
      const text = content.toString('latin1');
      for (const [pem] of text.matchAll(
        /-----BEGIN ([A-Z ]*)PRIVATE KEY-----[^-]*-----END \1PRIVATE KEY-----/g,
      ))
        this.#add(pem);
    }
  }

  /** A sentence for each thing that holds a key, or a PEM file's head of one. Empty: nothing does. */
  leaks(written: Iterable<Written>): readonly string[] {
    return [...written].flatMap(({ where, content }) => {
      const what = this.#in(content, 2);
      return what === undefined ? [] : [`${where} holds ${what}`];
    });
  }

  #add(pem: string): void {
    if (this.#known.has(pem)) return;
    this.#known.add(pem);
    for (const number of secretNumbers(createPrivateKey(pem)))
      for (let at = 0; at + part + 2 <= number.length; at += part) {
        if (at === 0) this.#raw.push(number.subarray(at, at + part));
        // Wherever the number begins, one of the three stands where base64 takes the next three bytes.
        for (const shift of [0, 1, 2])
          this.#base64.add(number.subarray(at + shift, at + shift + part).toString('base64'));
      }
  }

  /** `depth`: how often something that is itself encoded is looked into. */
  #in(content: Buffer, depth: number): string | undefined {
    if (this.#raw.some((one) => content.includes(one))) return 'the bytes of a private key';
    const text = content.toString('latin1');
    if (/PRIVATE KEY-----/.test(text)) return 'the head of a private key';
    for (const run of longRuns(text)) {
      if (this.#hasBase64(run)) return 'a private key in base64';
      if (depth === 0) continue;
      const isHex = /^[0-9a-f]+$/i.test(run);
      const inside = this.#in(Buffer.from(run, isHex ? 'hex' : 'base64'), depth - 1);
      if (inside !== undefined) return `${inside}, encoded once more`;
    }
    return depth > 0 && content.length > 2 && content.readUInt16BE(0) === 0x1f8b
      ? this.#in(gunzipSync(content), depth - 1)
      : undefined;
  }

  #hasBase64(run: string): boolean {
    const width = (part / 3) * 4;
    for (let at = 0; at + width <= run.length; at += 1)
      if (this.#base64.has(run.slice(at, at + width))) return true;
    return false;
  }
}

/** The files below folders, as they are now; sockets, pipes and links are passed over. */
export function* writtenBelow(
  folders: readonly string[],
  except: readonly string[] = [],
): Generator<Written> {
  for (const folder of folders)
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const where = path.join(folder, entry.name);
      if (except.includes(where)) continue;
      if (entry.isDirectory()) yield* writtenBelow([where], except);
      else if (entry.isFile() && lstatSync(where).size > 0) yield { where, content: readFileSync(where) };
    }
}

/** Letters of base64 and its URL form in one go, over line ends that are real, or escaped however often. */
function longRuns(text: string): readonly string[] {
  const joined = text.replace(/(?:\s*(?:\r?\n|\\+r?\\*n|%0[AaDd]|\0)\s*)+/g, '').replaceAll('\\/', '/');
  const runs = joined.match(/[A-Za-z0-9+/_-]{40,}/g) ?? [];
  return runs.map((run) => run.replaceAll('-', '+').replaceAll('_', '/'));
}

/** Of an RSA key the exponents and primes, of others the secret scalar. */
function secretNumbers(key: KeyObject): readonly Buffer[] {
  const { d, p, q, dp, dq, qi } = key.export({ format: 'jwk' });
  return [d, p, q, dp, dq, qi].flatMap((one) => (one === undefined ? [] : [Buffer.from(one, 'base64url')]));
}
