import { lookup } from 'node:dns/promises';
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { userHome } from '../../home/user-home.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DoctorResult, Finding, Mended, MendResult } from '../../../shared/control/doctor.ts';
import type { Parsed } from '../../../shared/control/contract.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import { examine } from '../../doctor/checks/examine.ts';
import {
  readGuestFacts,
  readGuestNames,
  registryName,
  type GuestFacts,
} from '../../doctor/checks/guest-facts.ts';
import { engineStarts, mendFinding, ownMends } from '../../doctor/checks/mend.ts';
import type { SymptomId } from '../../doctor/catalogue/catalogue.ts';
import type { Patient, Scene } from '../../doctor/checks/scene.ts';
import { keepCertificate } from '../../everyday/keep-certificate.ts';
import { sshForward } from '../../machine/forward.ts';
import { run } from '../../platform/process/run.ts';
import { candidatePaths, locate } from '../../platform/virtualbox/locate.ts';
import { valueOf } from '../../reading.ts';
import { readSmallText } from '../../machine/small-file.ts';
import { platformOf } from '../adapters.ts';
import { fix } from './fix.ts';
import { renew } from './single-steps.ts';
import { choose, type Parts } from './parts.ts';
import { vpn } from './vpn.ts';

/** Looks at everything now and names what is wrong. */
export async function doctor(parts: Parts, { machine }: Parsed<'doctor'>): Promise<DoctorResult> {
  return examine(await sceneOf(parts, machine));
}

/**
 * Mends what can be mended: first the doctor's own small things, then, once, the loop. What interrupts
 * containers waits for consent. Then looks again.
 */
export async function mend(parts: Parts, { machine, consent }: Parsed<'mend'>): Promise<MendResult> {
  const scene = await sceneOf(parts, machine);
  const before = await examine(scene);
  const mended: Mended[] = [];
  for (const finding of before.findings.filter(({ id, mends }) => mends === 'now' && ownMends.has(id))) {
    const patient = scene.patients.find(({ view }) => view.name === finding.machine);
    if (patient !== undefined)
      mended.push(
        await mendFinding(finding, reachable(patient), {
          ...parts.hands,
          journal: parts.journal,
          keep: (kept) => keepCertificate(kept, { journal: parts.journal, now: parts.hands.clock.now() }),
        }),
      );
  }
  const started = mended.flatMap(({ id, ok, machine: name }) =>
    ok && engineStarts.has(id) && name !== undefined ? [name] : [],
  );
  if (started.length > 0) await untilAnswering(parts, started);
  mended.push(...(await waitedFor(parts, before.findings)));
  const loops = before.findings.filter(
    ({ id, mends }) =>
      (mends === 'now' && !ownMends.has(id) && id !== booting) || (consent && mends === 'with-consent'),
  );
  // What VirtualBox refused may be allowed by now: whoever asks means that it be tried again.
  const again = before.findings.some(({ id }) => id === ('RANGE_DENIED' satisfies SymptomId));
  if (loops.length > 0 || again || mended.some(({ ok }) => ok))
    mended.push(...(await byLoop(parts, { machine, restartEngine: consent }, loops)));
  let after = await doctor(parts, { machine });
  if (consent) {
    const renewed = await renewLeft(parts, after);
    mended.push(...renewed);
    if (renewed.length > 0) after = await doctor(parts, { machine });
  }
  return { mended, awaitingConsent: consent ? [] : asking(after.findings), after };
}

const engineStartMs = 20_000;
const booting: SymptomId = 'NOT_READY';
/** A guest on an old disk; who asked may end the command before. */
const bootMs = 60_000;

/** Of a machine that boots nothing is wrong yet: it is waited for, and what is wrong then is found afterwards. */
async function waitedFor(parts: Parts, findings: readonly Finding[]): Promise<readonly Mended[]> {
  const names = findings.flatMap(({ id, mends, machine }) =>
    id === booting && mends === 'now' && machine !== undefined ? [machine] : [],
  );
  if (names.length === 0) return [];
  const { clock } = parts.hands;
  const since = clock.monotonic();
  const silent = await untilAnswering(parts, names, bootMs);
  const seconds = Math.round((clock.monotonic() - since) / 1000);
  return names.map((machine) => ({
    id: booting,
    machine,
    ok: !silent.includes(machine),
    sentence: silent.includes(machine)
      ? `${machine} does not answer after ${seconds} s`
      : `waited ${seconds} s until ${machine} answered`,
  }));
}

/**
 * The command that starts an engine returns before the engine listens; a look at once would find it down. Those that do
 * not answer within the time.
 */
async function untilAnswering(
  { keeper, hands }: Parts,
  names: readonly string[],
  withinMs = engineStartMs,
): Promise<readonly string[]> {
  const until = hands.clock.monotonic() + withinMs;
  for (;;) {
    const { machines } = await keeper.look();
    const silent = machines.filter(({ name, path }) => names.includes(name) && path === 'none');
    if (silent.length === 0 || hands.clock.monotonic() >= until) return silent.map(({ name }) => name);
    await sleep(300);
  }
}

const ofCertificates: ReadonlySet<string> = new Set<SymptomId>([
  'CERT_NO_LOCALHOST',
  'CERT_OLD_IP',
  'CERT_B2D_SELF',
  'CERT_EXPIRED',
  'TLS_UNKNOWN_CA',
  'TLS_BAD_CERT',
]);

/** The loop leaves a certificate alone as long as every client gets by with it; who asks and consents wants it right. */
async function renewLeft(parts: Parts, { findings }: DoctorResult): Promise<readonly Mended[]> {
  const mended: Mended[] = [];
  for (const { id, machine, mends } of findings) {
    if (mends !== 'with-consent' || machine === undefined || !ofCertificates.has(id)) continue;
    const { ok, sentence } = await renew(parts, { machine, dryRun: false, restartEngine: true });
    mended.push({ id, machine, ok, sentence });
  }
  return mended;
}

function asking(findings: readonly Finding[]): string[] {
  return findings.filter(({ mends }) => mends === 'with-consent').map(({ sentence }) => sentence);
}

async function byLoop(
  parts: Parts,
  input: { machine: string | undefined; restartEngine: boolean },
  findings: readonly Finding[],
): Promise<readonly Mended[]> {
  const about = (ok: boolean, sentence: string): readonly Mended[] =>
    findings.map(({ id, machine }) => ({ id, ...(machine === undefined ? {} : { machine }), ok, sentence }));
  try {
    const { ok, sentence } = await fix(parts, { ...input, dryRun: false });
    return about(ok, sentence);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return about(false, error.message);
  }
}

async function sceneOf(parts: Parts, name: string | undefined): Promise<Scene> {
  const { keeper, hands, home, settings } = parts;
  const snapshot = await keeper.look();
  const patients = choose(keeper, name).flatMap(({ seen }): readonly Patient[] => {
    const view = snapshot.machines.find((one) => one.name === seen.machine.name);
    return view === undefined ? [] : [{ machine: seen.machine, view, vm: seen.vm }];
  });
  const names = new Set(patients.map(({ view }) => view.name));
  const about =
    name === undefined
      ? snapshot
      : {
          ...snapshot,
          advisories: snapshot.advisories.filter(
            ({ machine }) => machine === undefined || names.has(machine),
          ),
        };
  const guests = new Map<string, Promise<GuestFacts>>();
  return {
    snapshot: about,
    patients,
    platform: platformOf(settings),
    home,
    now: hands.clock.now(),
    userHome: userHome(),
    interfaces: once(() => hands.routing.readInterfaces()),
    hostOnlyNetworks: once(() => hands.hypervisor.readHostOnlyNetworks()),
    hypervisorVersion: once(() => hands.hypervisor.readVersion()),
    guest: (patient) => {
      const { name: key } = patient.view;
      const asked = guests.get(key) ?? readGuestFacts(hands.guest, reachable(patient).machine);
      guests.set(key, asked);
      return asked;
    },
    readFile: (file) => readSmallText(file).catch(() => undefined),
    guestNames: (patient) => readGuestNames(hands.guest, reachable(patient).machine),
    resolvesHere: once(resolvesHere),
    overlaps: once(async () => (await vpn(parts)).overlaps),
    readMode: async (file) => (await statOf(file))?.mode,
    readWritten: async (file) => (await statOf(file))?.mtimeMs,
    ask: async (program, args) => {
      const path =
        program === 'VBoxManage'
          ? await locate(candidatePaths(settings['tools.vboxmanage'], process.env['PATH'] ?? ''))
          : program;
      if (path === undefined) throw new Error(`${program} is not here`);
      const ran = await run(path, args, { timeoutMs: 5000 });
      if (ran.kind === 'not-run') throw new Error(ran.reason);
      if (ran.exitCode !== 0)
        throw new Error(`${program} ended with ${ran.exitCode}: ${ran.stderr.trim().slice(0, 200)}`);
      return ran.stdout;
    },
  };
}

/** VirtualBox's rule for SSH is newer than the port docker-machine noted. */
function reachable(patient: Patient): Patient {
  const view = valueOf(patient.vm);
  const ssh = view === undefined ? undefined : sshForward(view);
  return ssh === undefined
    ? patient
    : { ...patient, machine: { ...patient.machine, ssh: { ...patient.machine.ssh, ...ssh } } };
}

/** Gives up after a moment: a resolver that is silent is as good as none. */
async function resolvesHere(): Promise<boolean> {
  const given = lookup(registryName).then(
    () => true,
    () => false,
  );
  return Promise.race([given, sleep(1500, false, { ref: false })]);
}

function statOf(file: string): Promise<Stats | undefined> {
  return stat(file).catch(() => undefined);
}

function once<T>(look: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= look());
}
