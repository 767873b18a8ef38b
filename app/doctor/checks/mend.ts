import { chmod } from 'node:fs/promises';
import type { Finding, Mended } from '../../../shared/control/doctor.ts';
import type { SymptomId } from '../catalogue/catalogue.ts';
import type { Change, ChangeResult, Guest, Hypervisor, Journal, Ports } from '../../ports.ts';
import { modeOf } from './file-mode.ts';
import { bringCopies } from './mend-copies.ts';
import { mendRule } from './mend-rules.ts';
import type { Patient } from './scene.ts';

/** What can be mended without the loop: small, and no container notices it. */
export const ownMends: ReadonlySet<string> = new Set<SymptomId>([
  'SSH_KEY_OPEN',
  'AFTER_SLEEP',
  'CERT_NOT_YET_VALID',
  'RESTART_RACE',
  'DAEMON_NOT_LISTENING',
  'TLS_UNKNOWN_CA',
  'SSH_255',
  'NATPF_NAME',
  'NATPF_PORT',
]);

/** An engine is started for these; it listens some seconds later. */
export const engineStarts: ReadonlySet<string> = new Set<SymptomId>(['RESTART_RACE', 'DAEMON_NOT_LISTENING']);

export interface MendHands {
  readonly guest: Guest;
  readonly journal: Journal;
  readonly hypervisor: Pick<Hypervisor, 'addNatRule' | 'removeNatRule'>;
  readonly ports: Ports;
  /** Writes a certificate (PEM) over a file of the store, the old one beside it and in the journal before. */
  readonly keep: (kept: {
    readonly what: string;
    readonly file: string;
    readonly pem: string;
  }) => Promise<ChangeResult>;
}

/** A change with what makes it: the journal knows of it before it is made, and afterwards what came of it. */
export interface Mending {
  readonly change: Change;
  /** What was done, in a sentence; throws when it could not be done. */
  readonly act: () => Promise<string>;
}

/** Mends one finding of the doctor's own checks; judged by looking again, not by what it says here. */
export async function mendFinding(finding: Finding, patient: Patient, hands: MendHands): Promise<Mended> {
  const about = { id: finding.id, machine: patient.machine.name };
  let entry: Awaited<ReturnType<Journal['begin']>> | undefined;
  try {
    if (finding.id === 'TLS_UNKNOWN_CA')
      return { ...about, ok: true, sentence: await bringCopies(patient, hands) };
    const { change, act } = await mendingFor(finding.id, patient, hands);
    entry = await hands.journal.begin(change);
    const sentence = await act();
    await entry.end('done');
    return { ...about, ok: true, sentence };
  } catch (error) {
    await entry?.end('failed');
    return { ...about, ok: false, sentence: error instanceof Error ? error.message : String(error) };
  }
}

async function mendingFor(id: string, patient: Patient, hands: MendHands): Promise<Mending> {
  const { machine } = patient;
  const { guest } = hands;
  const { name } = machine;
  if (id === 'SSH_255' || id === 'NATPF_NAME' || id === 'NATPF_PORT') return mendRule(id, patient, hands);
  if (id === 'SSH_KEY_OPEN') {
    const file = machine.ssh.keyPath;
    const before = (await modeOf(file)) ?? null;
    return {
      change: {
        kind: 'file-mode',
        machine: name,
        description: `give ${file} the permissions 0600`,
        undo: { file, before, after: '0600' },
      },
      act: async () => {
        await chmod(file, 0o600);
        return `took the permissions of others from ${file}`;
      },
    };
  }
  if (engineStarts.has(id))
    return {
      change: {
        kind: 'engine-start',
        machine: name,
        description: `start the engine of ${name}, which did not run`,
        undo: {},
      },
      act: async () => {
        await inGuest(guest, machine, 'sudo /etc/init.d/docker start || sudo systemctl start docker');
        return `started the engine of ${name}`;
      },
    };
  return {
    change: {
      kind: 'guest-clock',
      machine: name,
      description: `set the clock of ${name} to that of this computer`,
      undo: {},
    },
    act: async () => {
      await inGuest(guest, machine, `sudo date -u -s @${Math.round(Date.now() / 1000)}`);
      return `set the clock of ${name}`;
    },
  };
}

async function inGuest(guest: Guest, machine: Patient['machine'], command: string): Promise<void> {
  await using session = await guest.connect(machine);
  const { exitCode, stderr } = await session.run(command, { timeoutMs: 30_000 });
  if (exitCode !== 0)
    throw new Error(`"${command}" in ${machine.name} ended with ${exitCode}: ${stderr.trim().slice(0, 200)}`);
}
