import { randomBytes } from 'node:crypto';

/** 127 random bits; the top bit stays clear, as a serial number is positive. */
export function randomSerial(): Buffer {
  for (;;) {
    const serial = randomBytes(16);
    serial[0] = (serial[0] ?? 0) & 0x7f;
    if (serial[0] !== 0) return serial;
  }
}
