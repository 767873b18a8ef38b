import { printable } from '../../../shared/wording.ts';
import type { StoreCertificates, StoreFile } from '../../everyday/store-certificates.ts';
import type { Session } from '../session.ts';
import { readKnownMachines } from './known-machines.ts';

/** The store's certificates of every machine, by its name. */
export async function readStored(session: Session): Promise<ReadonlyMap<string, StoreCertificates>> {
  const [{ machines }, { readStoreCertificates }] = await Promise.all([
    readKnownMachines(session),
    import('../../everyday/store-certificates.ts'),
  ]);
  const now = session.world.now();
  const entries = machines.map(
    async ({ name, machine }) => [name, await readStoreCertificates(machine, now)] as const,
  );
  return new Map(await Promise.all(entries));
}

export function storedText(stored: StoreCertificates | undefined): string {
  if (stored === undefined) return '';
  return [line('CA', stored.authority), line('client', stored.client), line('stored', stored.stored)].join(
    '',
  );
}

/** The ends of days that have begun are counted away from now. */
function agoWords(days: number): string {
  return days === 0 ? 'expired within the last day' : `expired ${days} day${days === 1 ? '' : 's'} ago`;
}

function line(label: string, found: StoreFile): string {
  const words =
    'problem' in found
      ? `${found.file} ${found.problem}`
      : `${found.notAfter.slice(0, 10)}, ${found.daysLeft < 0 ? agoWords(-found.daysLeft - 1) : `${found.daysLeft} days left`} (${found.file})`;
  return `  ${label.padEnd(9)}  ${printable(words)}\n`;
}
