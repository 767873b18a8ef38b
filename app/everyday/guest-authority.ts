import path from 'node:path';
import { readGuestLayout } from '../certificate/guest-layout.ts';
import { stampOf } from '../certificate/guest-script.ts';
import { placeWhole } from '../certificate/guest-write.ts';
import { said } from '../certificate/said.ts';
import { quote } from '../machine/guest-command.ts';
import type { GuestSession } from '../ports.ts';
import { AuthorityError } from './authority.ts';

/** Folders the engine's CA may stand in; elsewhere, a human has to look. */
const allowed =
  /^\/(var\/lib\/boot2docker|etc\/docker|etc\/ssl|var\/lib\/docker-certs)(\/[A-Za-z0-9_][A-Za-z0-9_.-]*){1,4}$/;

/** The CA certificate that the engine reads at its next start, and where it stands in the guest. */
export interface GuestAuthority {
  readonly file: string;
  /** PEM, as the guest has it. */
  readonly pem: string;
}

/** Throws AuthorityError when the guest does not say, or says a place of no engine. */
export async function readAuthority(session: GuestSession): Promise<GuestAuthority> {
  const file = await authorityFile(session);
  const current = await session.run(`sudo -n cat ${quote(file)}`);
  if (current.exitCode !== 0)
    throw new AuthorityError(`${file} in the machine cannot be read: ${said(current)}`);
  return { file, pem: current.stdout };
}

/**
 * Puts the CA certificate where the engine reads it at its next start, with a dated copy of the old one beside it.
 * A rename puts it in place, so that an engine that starts meanwhile finds the old or the new one, whole.
 * Throws AuthorityError when it is not there afterwards.
 */
export async function putAuthority(
  session: GuestSession,
  { file, pem, now }: GuestAuthority & { readonly now: number },
): Promise<void> {
  const incoming = `${file}.fairlead-new`;
  const write = [
    `cp -p ${quote(file)} ${quote(`${file}.fairlead-${stampOf(now)}`)}`,
    // Owner and mode of the one before.
    `cp -p ${quote(file)} ${quote(incoming)}`,
    placeWhole(pem, incoming, file),
  ].join(' && ');
  const written = await session.run(`sudo -n sh -c ${quote(write)}`, { stdin: pem, timeoutMs: 30_000 });
  const back = await session.run(`sudo -n cat ${quote(file)}`);
  if (written.exitCode === 0 && back.stdout === pem) return;
  throw new AuthorityError(`${file} could not be written in the machine: ${said(written)}`);
}

/** After a crash in the middle: what had not come into place goes. */
export async function clearAuthority(session: GuestSession, file: string): Promise<void> {
  await session.run(`sudo -n rm -f ${quote(`${file}.fairlead-new`)}`);
}

async function authorityFile(session: GuestSession): Promise<string> {
  const layout = await readGuestLayout(session);
  if (layout.kind === 'unreadable') throw new AuthorityError(layout.reason);
  const { kind, certificate } = layout.value;
  const where =
    kind === 'boot2docker' ? /^\s*CACERT=["']?([^"'\n]*?)["']?\s*$/gm : /--tlscacert[= ]["']?([^"'\s]+)/g;
  const { stdout } = await session.run(
    kind === 'boot2docker' ? 'sudo -n cat /var/lib/boot2docker/profile' : 'systemctl cat docker',
  );
  const named = [...stdout.matchAll(where)].at(-1)?.[1];
  const file = named ?? path.posix.join(path.posix.dirname(certificate), 'ca.pem');
  if (!allowed.test(file))
    throw new AuthorityError(
      `the engine's CA stands at an unexpected place, ${JSON.stringify(file.slice(0, 120))}`,
    );
  return file;
}
