import { printable } from '../../../shared/wording.ts';
import { given } from '../commands/fix.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';

/** A new client certificate with all machines' copies, told in a few lines. */
export async function renewClient(session: Session, machine: string | undefined): Promise<undefined> {
  const renewed = await withProgress(session, 'Renewing the client certificate', () =>
    session.reach((client) => client.renewClientCertificate(given({ machine }), session.world.signal)),
  );
  const left = renewed.leftAlone.map(
    (name) => `${name} has another key in its folder and was left alone: fairlead regenerate-certs ${name}\n`,
  );
  session.print(renewed, () =>
    [
      `The client certificate is new, valid to ${renewed.notAfter.slice(0, 10)}; its key is the same, so no engine restarts.\n`,
      ...renewed.files.map((file) => `  ${printable(file)}\n`),
      ...left,
    ].join(''),
  );
  return undefined;
}
