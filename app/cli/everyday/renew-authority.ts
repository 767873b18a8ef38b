import { printable } from '../../../shared/wording.ts';
import { given } from '../commands/fix.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';

interface Asked {
  readonly machine: string | undefined;
  readonly restartEngine: boolean;
  readonly dryRun: boolean;
}

/** A new CA certificate with everything that hangs on it, told machine by machine. */
export async function renewAuthority(session: Session, asked: Asked): Promise<ExitCode> {
  const renewed = await withProgress(session, 'Renewing the CA', () =>
    session.reach((client) => client.renewAuthority(given(asked), session.world.signal)),
  );
  const { machines, notAfter, issued, sentence, ok } = renewed;
  session.print(renewed, () =>
    [
      `${issued ? 'The CA is new, valid' : 'The CA is valid'} to ${notAfter.slice(0, 10)}.\n`,
      ...machines.map(
        (one) => `  ${one.ok ? 'ok  ' : 'left'}  ${printable(`${one.machine}: ${one.sentence}`)}\n`,
      ),
      `${printable(sentence)}\n`,
    ].join(''),
  );
  if (ok) return exitCodes.ok;
  return machines.some((one) => /would stop/.test(one.sentence)) ? exitCodes.consent : exitCodes.failed;
}
