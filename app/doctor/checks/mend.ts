import { chmod } from 'node:fs/promises';
import type { Finding, Mended } from '../../../shared/control/doctor.ts';
import type { SymptomId } from '../catalogue/catalogue.ts';
import type { Guest } from '../../ports.ts';
import type { Patient } from './scene.ts';

/** What can be mended without the loop: small, and no container notices it. */
export const ownMends: ReadonlySet<string> = new Set<SymptomId>([
  'SSH_KEY_OPEN',
  'AFTER_SLEEP',
  'CERT_NOT_YET_VALID',
  'RESTART_RACE',
]);

/** Mends one finding of the doctor's own checks; judged by looking again, not by what it says here. */
export async function mendFinding(finding: Finding, patient: Patient, guest: Guest): Promise<Mended> {
  const about = { id: finding.id, machine: patient.machine.name };
  try {
    return { ...about, ok: true, sentence: await act(finding.id, patient, guest) };
  } catch (error) {
    return { ...about, ok: false, sentence: error instanceof Error ? error.message : String(error) };
  }
}

async function act(id: string, { machine }: Patient, guest: Guest): Promise<string> {
  switch (id) {
    case 'SSH_KEY_OPEN':
      await chmod(machine.ssh.keyPath, 0o600);
      return `took the permissions of others from ${machine.ssh.keyPath}`;
    case 'RESTART_RACE':
      await inGuest(guest, machine, 'sudo /etc/init.d/docker start || sudo systemctl start docker');
      return `started the engine of ${machine.name}`;
    default:
      await inGuest(guest, machine, `sudo date -u -s @${Math.round(Date.now() / 1000)}`);
      return `set the clock of ${machine.name}`;
  }
}

async function inGuest(guest: Guest, machine: Patient['machine'], command: string): Promise<void> {
  await using session = await guest.connect(machine);
  const { exitCode, stderr } = await session.run(command, { timeoutMs: 30_000 });
  if (exitCode !== 0)
    throw new Error(`"${command}" in ${machine.name} ended with ${exitCode}: ${stderr.trim().slice(0, 200)}`);
}
