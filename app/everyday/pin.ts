import type { Machine } from '../machine/machine.ts';
import { SshGuest } from '../platform/ssh/guest.ts';
import { readPin } from '../platform/ssh/known-hosts.ts';
import { sshOptions } from './ssh-arguments.ts';

/**
 * Makes sure that the machine's host key is written down, so that the system's ssh can be held to it. A key is
 * only taken from a server that lets the machine's own key in. Throws GuestError.
 */
export async function pinHostKey(knownHosts: string, machine: Machine): Promise<void> {
  // What follows hands the machine's paths to the system's ssh; one that cannot be is refused before anything is done.
  sshOptions({ machine, knownHosts });
  if ((await readPin(knownHosts, machine).catch(() => undefined)) !== undefined) return;
  const session = await new SshGuest({ knownHosts }).connect(machine);
  await session[Symbol.asyncDispose]();
}

/** A command in the machine without the system's ssh; its output comes when it has ended. */
export async function runInGuest(
  { machine, knownHosts }: { readonly machine: Machine; readonly knownHosts: string },
  command: string,
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  await using session = await new SshGuest({ knownHosts }).connect(machine);
  return await session.run(command, { timeoutMs: 600_000, maxBytes: 64 * 1024 * 1024 });
}
