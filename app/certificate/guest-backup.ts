import path from 'node:path';
import { quote } from '../machine/guest-command.ts';
import type { GuestSession } from '../ports.ts';
import { hasFingerprint } from './fingerprint.ts';
import { stampPattern } from './guest-script.ts';

const isStamp = new RegExp(`^${stampPattern}$`);

/**
 * The certificate with this fingerprint among the back-ups beside a file in the guest, as it is there; undefined when
 * none of the newest 50 is it. `file` is a checked path.
 */
export async function findGuestBackup(
  session: GuestSession,
  file: string,
  fingerprint: string,
): Promise<string | undefined> {
  const stem = `${path.posix.basename(file)}.fairlead-`;
  // The name ends in a time: no other file of an exchange begins with a digit. Names alone are taken from the guest.
  const listed = await session.run(`sudo -n sh -c ${quote(`ls -1 ${quote(`${file}.fairlead-`)}2*`)}`);
  const files = listed.stdout
    .split('\n')
    .map((line) => path.posix.basename(line))
    .filter((name) => name.startsWith(stem) && isStamp.test(name.slice(stem.length)))
    .map((name) => path.posix.join(path.posix.dirname(file), name));
  for (const one of files.slice(-50).toReversed()) {
    const { stdout } = await session.run(`sudo -n cat ${quote(one)}`);
    if (hasFingerprint(stdout, fingerprint)) return stdout;
  }
  return undefined;
}
