import { X509Certificate } from 'node:crypto';
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { FileJournal } from '../../app/home/journal.ts';
import { silentLog } from '../../app/testing/silent-log.ts';
import type { Stage } from '../stage/stage.ts';

/** What a stopped daemon has left that its journal does not explain; nothing is best. */
export async function leftoversOn(stage: Stage): Promise<readonly string[]> {
  return [...(await halfDoneOn(stage)), ...processesOf(stage)];
}

/** The same while the daemon runs: what it has begun and not ended. */
export async function halfDoneOn(stage: Stage): Promise<readonly string[]> {
  return [...(await inJournal(stage)), ...inGuests(stage), ...inFiles(stage)];
}

async function inJournal(stage: Stage): Promise<readonly string[]> {
  const journal = new FileJournal({ file: path.join(stage.home, 'journal.ndjson'), log: silentLog });
  const entries = await journal.entries();
  const open = entries
    .filter(({ state }) => state === 'begun')
    .map(({ description }) => `open: ${description}`);
  const made = (name: string): boolean =>
    entries.some(({ kind, state, undo }) => kind === 'nat-rule' && state === 'done' && undo['name'] === name);
  const rules = stage.machine('default').vm.natRules.filter(({ name }) => name.startsWith('fairlead'));
  return [
    ...open,
    ...(rules.length > 1 ? [`${rules.length} rules`] : []),
    ...rules.filter(({ name }) => !made(name)).map(({ name }) => `the rule ${name} without an entry`),
  ];
}

/** Backups are kept on purpose, and are named with a time. */
function inGuests(stage: Stage): readonly string[] {
  return [
    ...globSync('guests/*/**/*.fairlead-{new,word,lock,old,status.tmp,word.tmp}', { cwd: stage.root }),
    ...globSync('guests/*/**/certs.d/**/ca.crt.new', { cwd: stage.root }),
    ...globSync('guests/*/**/{ca.pem,ca.crt,server.pem}', { cwd: stage.root })
      .filter((file) => !isCertificate(path.join(stage.root, file)))
      .map((file) => `half of ${file}`),
  ];
}

function isCertificate(file: string): boolean {
  try {
    return new X509Certificate(readFileSync(file)).subject !== '';
  } catch {
    return false;
  }
}

function inFiles(stage: Stage): readonly string[] {
  return globSync('{home,store}/**/*.tmp', { cwd: stage.root });
}

/** Programs of the stage that nobody waits for: all but the engines, the guard, and the probes of this very moment. */
function processesOf(stage: Stage): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const line = commandLine(pid);
      const isOurs = line.includes(stage.root) && !/engine\.(js|ts)|\bguard\b/.test(line);
      return isOurs ? [line.replaceAll(stage.root, '').slice(0, 60)] : [];
    });
}

function commandLine(pid: string): string {
  try {
    return statSync(`/proc/${pid}`).isDirectory()
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : '';
  } catch {
    return '';
  }
}
