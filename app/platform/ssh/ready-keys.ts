import { createSecretKey } from 'node:crypto';
import type { Client } from 'ssh2';

/**
 * ssh2 makes a cipher for each packet, from the bytes of the key, and Node prepares them each time: more than the
 * packet itself takes (18 µs of 31). A key that is prepared once is taken alike. The fields are ssh2's own; where
 * they have other names, packets cost what they did.
 */
export function readyKeys(client: Client): void {
  const { _protocol: protocol } = client as unknown as {
    _protocol?: Partial<Record<'_cipher' | '_decipher', Record<string, unknown>>>;
  };
  prepare(protocol?._cipher, '_encKey');
  prepare(protocol?._decipher, '_decipherKey');
}

function prepare(owner: Record<string, unknown> | undefined, field: string): void {
  const key = owner?.[field];
  if (owner !== undefined && key instanceof Uint8Array) owner[field] = createSecretKey(key);
}
