import path from 'node:path';
import { deliverCertificate } from '../../certificate/deliver.ts';
import { fingerprintOf } from '../../certificate/fingerprint.ts';
import { issueFromStore } from '../../certificate/renewal.ts';
import { resumeDelivery } from '../../certificate/resume.ts';
import { addServerSans, copyToStore, missingServerSans } from '../../certificate/store-copy.ts';
import { sshForward } from '../../machine/forward.ts';
import type { Machine } from '../../machine/machine.ts';
import type { GuestSession, ServedCertificate } from '../../ports.ts';
import { valueOf } from '../../reading.ts';
import { served } from '../assess.ts';
import type { MachineObservation } from '../observation.ts';
import type { Hands, Job, StepResult } from './step.ts';

/**
 * Issues the engine's next certificate, hands it to the guest, and lets it stand only after our own handshake.
 * Containers are counted from inside the machine right before: the engine restarts, and they would stop.
 */
export async function renewCertificate(hands: Hands, job: Job): Promise<StepResult> {
  const { seen, memory, progress } = job;
  const { machine, guestIp } = seen;
  const current = served(seen);
  if (current === undefined)
    return { kind: 'failed', text: 'no certificate of the engine could be read', untouched: true };

  progress('issuing a certificate');
  const names = ['localhost', '127.0.0.1', ...(guestIp === undefined ? [] : [guestIp])];
  const currentPem = current.certificate.pem;
  const issuing = issueFromStore({ machine, currentPem, names, now: hands.clock.now() });
  // Both take a while, and neither changes anything.
  const reached = reachable(seen);
  const connecting = hands.guest.connect(reached).catch((error: unknown) => problemOf(error));
  const issued = await issuing;
  if (issued.kind === 'not-issued') {
    void connecting.then((one) => ('run' in one ? one[Symbol.asyncDispose]() : undefined));
    memory.notRenewable = `${issued.reason}; ${issued.next}`;
    return { kind: 'failed', text: issued.reason };
  }

  progress('connecting to the machine over SSH');
  const session = await connecting;
  if (!('run' in session)) {
    if (session.keyChanged) memory.keyChanged = session.text;
    return { kind: 'failed', text: session.text, untouched: true };
  }
  await using _ = session;

  if (!memory.consent && !job.restartAlways) {
    const inTheWay = await containersThatWouldStop(session, seen);
    if (inTheWay.length > 0) {
      memory.inTheWay = inTheWay;
      memory.tries['renew-certificate'].forget();
      return asksBefore(inTheWay);
    }
  }

  const change = await hands.journal.begin({
    kind: 'guest-certificate',
    machine: machine.name,
    description: `new engine certificate for ${machine.name}, valid for ${names.join(', ')}`,
    undo: { fingerprintBefore: current.certificate.fingerprint, fingerprintAfter: fingerprintOf(issued.pem) },
  });
  const delivered = await deliverCertificate({
    session,
    reconnect: () => hands.guest.connect(reached),
    pem: issued.pem,
    verify: async () => {
      const isServed = await serves(fingerprintOf(issued.pem), { hands, job });
      if (isServed) job.helped();
      return isServed;
    },
    onProgress: progress,
    clock: hands.clock,
  });
  await change.end(delivered.kind === 'delivered' ? 'done' : 'failed');
  if (delivered.kind === 'failed' && delivered.untouched === true)
    return { kind: 'failed', text: delivered.reason, untouched: true };
  if (delivered.kind !== 'delivered') return { kind: 'failed', text: delivered.reason };

  const note = await keepInStore(hands, { machine, pem: issued.pem, of: change.id });
  memory.consent = false;
  memory.inTheWay = undefined;
  return {
    kind: 'done',
    text: `the engine serves a new certificate, valid for ${names.join(', ')}; the old one is kept as ${delivered.backup}${note}`,
  };
}

/** Nothing was changed: a restart of the engine would stop these containers, and nobody has agreed to that. */
export function asksBefore(containers: readonly string[]): StepResult {
  return {
    kind: 'refused',
    text: `a restart of the engine would stop ${containers.join(', ')}`,
    asks: true,
  };
}

/**
 * Gives an exchange that an earlier daemon began its word, as long as the guest waits for it. `before` is the
 * fingerprint of the certificate that was replaced, `id` the journal's. Undefined when there is nothing to take up.
 */
export async function resumeRenewal(
  hands: Hands,
  job: Job,
  earlier: { readonly id: string; readonly before: string },
): Promise<StepResult | undefined> {
  const { seen } = job;
  const reached = reachable(seen);
  const connect = (): Promise<GuestSession> => hands.guest.connect(reached);
  await using session = await connect();
  let pem = '';
  const delivered = await resumeDelivery({
    session,
    reconnect: connect,
    clock: hands.clock,
    verify: async () => {
      const found = await servedNow({ hands, job });
      if (found === undefined || found.fingerprint === earlier.before) return false;
      pem = found.pem;
      return true;
    },
  });
  if (delivered === undefined) return undefined;
  if (delivered.kind !== 'delivered') return { kind: 'failed', text: delivered.reason };
  const note = await keepInStore(hands, { machine: seen.machine, pem, of: earlier.id });
  return {
    kind: 'done',
    text: `the exchange of the certificate that an earlier daemon began is complete${note}`,
  };
}

/** docker-machine is to agree with what the engine serves. Answers a remark when it could not be had. */
export async function keepInStore(
  hands: Hands,
  { machine, pem, of }: { readonly machine: Machine; readonly pem: string; readonly of: string },
): Promise<string> {
  const file = machine.certificates.serverCert;
  const copy = await hands.journal.begin({
    kind: 'store-file',
    machine: machine.name,
    description: `copy of the new certificate in ${file}`,
    undo: { file, with: of, fingerprint: fingerprintOf(pem) },
  });
  const copied = await copyToStore({ file, pem, now: hands.clock.now() });
  await copy.end(copied.kind === 'done' ? 'done' : 'failed');
  await keepName(hands, machine, of);
  return copied.kind === 'done' ? '' : `; the store's copy could not be written: ${copied.reason}`;
}

/** docker-machine's own re-issue would drop 127.0.0.1 again, unless its configuration lists it. */
async function keepName({ journal, clock, log }: Hands, machine: Machine, of: string): Promise<void> {
  const file = path.join(machine.directory, 'config.json');
  const names = await missingServerSans(file, ['127.0.0.1']);
  if (names.length === 0) return;
  const change = await journal.begin({
    kind: 'store-file',
    machine: machine.name,
    description: `127.0.0.1 among the ServerCertSANs of ${file}`,
    undo: { file, with: of, names },
  });
  const added = await addServerSans({ file, names, now: clock.now() });
  await change.end(added.kind === 'done' ? 'done' : 'failed');
  if (added.kind !== 'done') log.warn(`${file} was left as it is: ${added.reason}`);
}

/**
 * Names of running containers that a restart would stop; none when the engine keeps them alive. When the guest
 * cannot say, the API's last answer counts, and without one nobody may assume that there are none.
 */
export async function containersThatWouldStop(
  session: GuestSession,
  { engine }: MachineObservation,
): Promise<readonly string[]> {
  const running = await session.run("sudo docker ps --format '{{.Names}}'", { timeoutMs: 10_000 });
  if (running.exitCode !== 0) {
    if (engine === undefined) return ['containers that could not be counted'];
    return engine.liveRestore ? [] : engine.containers.map(({ name }) => name);
  }
  const names = running.stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.length === 0) return [];
  const live = await session.run("sudo docker info --format '{{.LiveRestoreEnabled}}'", {
    timeoutMs: 10_000,
  });
  return live.exitCode === 0 && live.stdout.trim() === 'true' ? [] : names;
}

function problemOf(error: unknown): { readonly text: string; readonly keyChanged: boolean } {
  const text = error instanceof Error ? error.message : String(error);
  return { text, keyChanged: error instanceof Error && 'kind' in error && error.kind === 'key-changed' };
}

/** docker-machine's own SSH rule in the VM is newer than the port its notes remember. */
export function reachable({ machine, vm }: MachineObservation): Machine {
  const view = valueOf(vm);
  const ssh = view === undefined ? undefined : sshForward(view);
  return ssh === undefined ? machine : { ...machine, ssh: { ...machine.ssh, ...ssh } };
}

/** Whether the engine answers with this very certificate, over whichever path leads to it. */
export async function serves(fingerprint: string, about: About): Promise<boolean> {
  return (await servedNow(about))?.fingerprint === fingerprint;
}

interface About {
  readonly hands: Hands;
  readonly job: Job;
}

/** The certificate with which the engine answers now, over the forward or else directly. */
export async function servedNow({ hands, job }: About): Promise<ServedCertificate | undefined> {
  const { machine, forward, guestIp, route } = job.seen;
  const dials = [
    ...(forward === undefined ? [] : [{ host: '127.0.0.1', port: forward.rule.hostPort }]),
    ...(guestIp === undefined || route.kind !== 'own' ? [] : [{ host: guestIp, port: machine.engine.port }]),
  ];
  for (const dial of dials) {
    const probe = await hands.engine.probe(machine, { ...dial, timeoutMs: 3000, present: true });
    if (probe.kind === 'answers') return probe.served.certificate;
  }
  return undefined;
}
