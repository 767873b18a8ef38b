import type { Machine } from '../machine/machine.ts';
import { readSmallText } from '../machine/small-file.ts';
import { issueServerCertificate } from './issue.ts';
import { failureFor, type Issued } from './issued.ts';

export interface RenewalRequest {
  readonly machine: Machine;
  /** The certificate the engine serves now. */
  readonly currentPem: string;
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Issues the next certificate of a machine from the files of its store. Nothing is written. */
export async function issueFromStore({ machine, currentPem, names, now }: RenewalRequest): Promise<Issued> {
  const failed = failureFor(machine.name);
  const { ca, caKey, serverKey } = machine.certificates;
  const caPem = await textOf(ca);
  if (caPem.kind === 'unreadable') return failed('ca-missing', `${ca} ${caPem.reason}`);
  const caKeyPem = await textOf(caKey);
  if (caKeyPem.kind === 'unreadable') return failed('ca-key-missing', `${caKey} ${caKeyPem.reason}`);
  const serverKeyPem = await textOf(serverKey);
  return issueServerCertificate({
    machine: machine.name,
    caPem: caPem.text,
    caKeyPem: caKeyPem.text,
    currentPem,
    serverKeyPem: serverKeyPem.kind === 'text' ? serverKeyPem.text : undefined,
    names,
    now,
  });
}

type FileText =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unreadable'; readonly reason: string };

async function textOf(file: string): Promise<FileText> {
  try {
    return { kind: 'text', text: await readSmallText(file) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      kind: 'unreadable',
      reason: code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? 'unknown error'})`,
    };
  }
}
