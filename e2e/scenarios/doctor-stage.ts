/** A stage with a daemon that does nothing by itself, so that the doctor finds what was broken and mends it. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '../../shared/control/contract.ts';
import type { DoctorResult, MendResult } from '../../shared/control/doctor.ts';
import { clientAt } from '../../app/control/client.ts';
import { temporaryFolder } from '../../app/testing/temporary.ts';
import type { StageMachine } from '../stage/stage-machine.ts';
import { type Stage, type StageOptions, startStage } from '../stage/stage.ts';

export interface Ward extends AsyncDisposable {
  readonly stage: Stage;
  readonly client: Client;
  /** What is wrong, and, with `remarks`, what is only said. */
  look(machine?: string): Promise<readonly string[]>;
  remarks(machine?: string): Promise<readonly string[]>;
  mend(machine?: string, consent?: boolean): Promise<MendResult>;
}

export const wrong = ({ findings }: DoctorResult): readonly string[] =>
  findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id);

export async function openWard(options: StageOptions = {}): Promise<Ward> {
  const stage = await startStage({ ...options, settings: { autoRepair: false, ...options.settings } });
  try {
    const daemon = await stage.startDaemon();
    // What is said of new machines is said only where a test is about them.
    for (const { made } of stage.machines) age(made.machine.ssh.keyPath, 2 * 24);
    const client = clientAt(daemon.socket);
    const about = (machine?: string): { machine?: string } => (machine === undefined ? {} : { machine });
    return {
      stage,
      client,
      look: async (machine) => wrong(await client.doctor(about(machine))),
      remarks: async (machine) =>
        (await client.doctor(about(machine))).findings
          .filter(({ severity }) => severity === 'info')
          .map(({ id }) => id),
      mend: (machine, consent = false) => client.mend({ ...about(machine), consent }),
      [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
    };
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

/** Sets when a file was last written, in hours from now. */
export function age(file: string, hours: number): void {
  const at = new Date(Date.now() - hours * 3_600_000);
  utimesSync(file, at, at);
}

/** Finds exactly `ids`, mends them, and finds nothing any more. */
export async function findAndMend(ward: Ward, ids: readonly string[], consent = false): Promise<MendResult> {
  assert.deepEqual(await ward.look(), ids);
  const mended = await ward.mend(undefined, consent);
  assert.deepEqual(
    mended.mended.map(({ ok }) => ok),
    mended.mended.map(() => true),
    JSON.stringify(mended.mended),
  );
  assert.deepEqual(wrong(mended.after), [], `after mending ${ids.join(', ')}`);
  return mended;
}

/** A program in the machine that stands before the system's own. */
export function inGuest({ guest }: StageMachine, program: string, script: string): void {
  const folder = path.join(guest.root, 'guest-bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, program), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(folder, program), 0o755);
}

/** A clock in the machine that is off by so many seconds until somebody sets it. */
export function skewClock(machine: StageMachine, seconds: number): void {
  const file = path.join(machine.guest.root, 'skew');
  writeFileSync(file, String(seconds));
  inGuest(
    machine,
    'date',
    `case "$*" in
  '-u -s @'*) echo $((\${3#@} - $(/bin/date +%s))) > '${file}' ;;
  *+%s) echo $(($(/bin/date +%s) + $(cat '${file}'))) ;;
  *) exec /bin/date "$@" ;;
esac`,
  );
}

/** The daemon's own look-ups of names, which on this computer may go nowhere: each name as given, others as they are. */
export class Names implements Disposable {
  readonly #folder = temporaryFolder();
  /** For the options of a stage. */
  readonly nodeFlags: readonly string[];

  constructor() {
    const module = `import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';
import { existsSync } from 'node:fs';
const real = dns.lookup;
const is = (what, name) => existsSync(\`${this.#folder.path}/\${what}-\${name}\`);
dns.lookup = async (name, options) => {
  if (is('gone', name)) throw Object.assign(new Error(\`getaddrinfo ENOTFOUND \${name}\`), { code: 'ENOTFOUND' });
  return is('known', name) ? { address: '192.0.2.1', family: 4 } : real(name, options);
};
syncBuiltinESMExports();`;
    this.nodeFlags = ['--import', `data:text/javascript,${encodeURIComponent(module)}`];
  }

  set(name: string, state: 'known' | 'gone' | 'as-it-is'): void {
    for (const other of ['known', 'gone'])
      rmSync(path.join(this.#folder.path, `${other}-${name}`), { force: true });
    if (state !== 'as-it-is') writeFileSync(path.join(this.#folder.path, `${state}-${name}`), '');
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}
