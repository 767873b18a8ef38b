import { closeSync, copyFileSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab } from './lab.ts';

const script = fileURLToPath(new URL('guest/clock.sh', import.meta.url));

/** Why a guest's clock cannot be moved on this computer; undefined when it can. */
export const guestClockLack =
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : "a guest's clock can be moved on x86-64 only";

/**
 * Moves the clock of the default machine: `date` in it, and dockerd's, whose process stays the same. Lasts until the
 * engine restarts. `aheadS`: seconds ahead of this computer, negative for behind, at most 68 years.
 */
export async function moveGuestClock(lab: Lab, aheadS: number): Promise<void> {
  const inGuest = '/usr/local/sbin/lab-clock';
  const seen = path.join(lab.names.vms, 'default/boot2docker/lab-clock');
  copyFileSync(script, seen);
  await lab
    .guest()
    .sh(
      `mv /var/lib/boot2docker/lab-clock ${inGuest} && chmod 755 ${inGuest} && ${inGuest} ${aheadS} ${clockOffset()}`,
    );
}

/** Bytes from the start of the vDSO to its clock_gettime: every 64-bit process of one kernel has the same vDSO. */
function clockOffset(): number {
  const elf = readVdso();
  const sections = Array.from({ length: elf.readUInt16LE(60) }, (_, index) => {
    const at = Number(elf.readBigUInt64LE(40)) + index * elf.readUInt16LE(58);
    const word = (offset: number): number => Number(elf.readBigUInt64LE(at + offset));
    return {
      type: elf.readUInt32LE(at + 4),
      offset: word(24),
      size: word(32),
      link: elf.readUInt32LE(at + 40),
    };
  });
  const dynamicSymbols = 11;
  const symbols = sections.find(({ type }) => type === dynamicSymbols);
  const names = symbols === undefined ? undefined : sections[symbols.link];
  if (symbols === undefined || names === undefined) throw new Error('the vDSO has no symbols');
  for (let at = symbols.offset; at < symbols.offset + symbols.size; at += 24) {
    const name = names.offset + elf.readUInt32LE(at);
    if (elf.toString('latin1', name, elf.indexOf(0, name)) === '__vdso_clock_gettime')
      return Number(elf.readBigUInt64LE(at + 8));
  }
  throw new Error('the vDSO has no __vdso_clock_gettime');
}

function readVdso(): Buffer {
  const range = /^([0-9a-f]+)-([0-9a-f]+) .*\[vdso\]$/m.exec(readFileSync('/proc/self/maps', 'utf8'));
  const [from, to] = [range?.[1], range?.[2]].map((digits) => Number.parseInt(digits ?? '', 16));
  if (from === undefined || to === undefined || !(to > from)) throw new Error('this process has no vDSO');
  const memory = openSync('/proc/self/mem', 'r');
  try {
    const elf = Buffer.alloc(to - from);
    readSync(memory, elf, 0, elf.length, from);
    return elf;
  } finally {
    closeSync(memory);
  }
}
