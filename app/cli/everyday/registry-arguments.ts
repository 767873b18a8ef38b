import { open } from 'node:fs/promises';
import { registryName } from '../../../shared/control/everyday.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { whyUnread } from '../why-unread.ts';

const largest = 100_000;

/** The name as it was typed, when an image's name could begin with it. */
export function chosenRegistry(text: string): string {
  const [, port] = text.split(':');
  if (registryName.safeParse(text).success && Number(port ?? 1) <= 65_535) return text;
  throw new CommandError(
    'usage',
    `${JSON.stringify(text.slice(0, 80))} is no registry: host[:port], without https://`,
    {
      hint: 'fairlead registry trust ca.crt registry.example:5000',
      exitCode: exitCodes.usage,
    },
  );
}

export async function readCertificateFile(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const buffer = Buffer.alloc(largest + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      if (bytesRead > largest) throw new Error('it is too large for a certificate');
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new CommandError('unreadable', `${JSON.stringify(file)} cannot be read: ${whyUnread(error)}`, {
      hint: 'fairlead registry trust ca.crt registry.example:5000',
    });
  }
}
