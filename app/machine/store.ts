import { existsSync, type Dirent } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { read, unreadable, type Reading } from '../reading.ts';
import { parseConfig } from './config.ts';
import {
  maxConfigBytes,
  readConfigText,
  realPatience,
  type ConfigText,
  type Patience,
} from './config-file.ts';
import { machineName, type Machine, type StoreEntry } from './machine.ts';
import { mayRunDocker, minikubeStore } from './minikube.ts';
import { printable, shellWord } from './printable.ts';

/**
 * Base directories to look in, absolute and each once: the setting `stores`, else $MACHINE_STORAGE_PATH or
 * ~/.docker/machine, and minikube's own store where there is one. An application started from the Finder or at login does not get the shell's
 * environment, so a moved store has to be in the setting to be found by the menubar app.
 */
export function storeBases(
  stores: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  homedir: string,
): string[] {
  const moved = environment['MACHINE_STORAGE_PATH'];
  const usual = moved === undefined || moved === '' ? path.join(homedir, '.docker/machine') : moved;
  const minikube = minikubeStore(environment, homedir);
  const found = existsSync(path.join(minikube, 'machines')) ? [minikube] : [];
  const chosen = stores.length > 0 ? stores : [usual, ...found];
  return [...new Set(chosen.map((base) => path.resolve(base.replace(/^~(?=\/|$)/, homedir))))];
}

/**
 * Reads `<base>/machines` as libmachine lays it out: one directory per machine, each with a config.json.
 * No such directory means no machines. What cannot be read as a machine comes back as a `broken` entry with a sentence;
 * `unreadable` is for a store that cannot be listed at all. Entries are sorted by name.
 */
export async function readStore(
  base: string,
  patience: Patience = realPatience,
): Promise<Reading<readonly StoreEntry[]>> {
  const store = path.resolve(base);
  const machines = path.join(store, 'machines');
  let found: Dirent[];
  try {
    found = await readdir(machines, { withFileTypes: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return read([]);
    return unreadable(`the docker-machine store ${printable(machines)} cannot be listed: ${message}`);
  }
  const entries = await Promise.all(
    found
      .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
      .map((entry) =>
        readEntry({ store, directory: path.join(machines, entry.name), name: entry.name }, patience),
      ),
  );
  return read(
    entries.filter((entry) => entry !== undefined).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
  );
}

interface Found {
  readonly store: string;
  readonly directory: string;
  readonly name: string;
}

/** One entry of `machines/`; undefined when it is none of docker-machine's. */
async function readEntry(place: Found, patience: Patience): Promise<StoreEntry | undefined> {
  const { directory, name } = place;
  const list = `ls -la ${shellWord(path.dirname(directory))}`;
  // People move machines to another disk and leave a link behind; docker-machine loads these by name.
  const isDirectory = await stat(directory).then(
    (stats) => stats.isDirectory(),
    () => undefined,
  );
  if (isDirectory === undefined)
    return broken(place, { reason: 'points to a directory that is not there', next: list });
  if (!isDirectory) return undefined;
  if (!machineName.test(name))
    return broken(place, {
      reason:
        'has a name that docker-machine does not allow (letters, digits, "-" and "." only), so it is left alone',
      next: list,
    });
  const text = await readConfigText(directory, patience);
  if (text.kind === 'bad') {
    const leftover = name.endsWith('.tmp') && text.why === 'missing';
    return leftover ? undefined : broken(place, await explain(place, text));
  }
  const parsed = parseConfig(text.value, place);
  if (parsed.kind === 'no-vm') return undefined;
  if (parsed.kind === 'machine') {
    if (!(await mayRunDocker(place, patience))) return undefined;
    return { kind: 'machine', machine: await withCertPath(parsed.machine) };
  }
  const next =
    parsed.why === 'from-the-future' ? 'fairlead --version' : `docker-machine inspect ${shellWord(name)}`;
  return broken(place, { reason: printable(parsed.reason), next, file: 'config.json' });
}

/**
 * docker-machine copies ca.pem, cert.pem and key.pem into the machine's folder; minikube leaves them where they are.
 * What is there counts.
 */
async function withCertPath(machine: Machine): Promise<Machine> {
  const { directory, certificates } = machine;
  const hasCopy = await access(path.join(directory, 'cert.pem')).then(
    () => true,
    () => false,
  );
  const { ca, clientCert, clientKey } = certificates;
  const folder = path.dirname(clientCert);
  const isUsual =
    [ca, clientCert, clientKey].join() === certFiles.map((file) => path.join(folder, file)).join();
  return hasCopy || !isUsual ? machine : { ...machine, certPath: folder };
}

/** As Docker's clients look for them in DOCKER_CERT_PATH. */
const certFiles = ['ca.pem', 'cert.pem', 'key.pem'];

type Broken = Extract<StoreEntry, { kind: 'broken' }>;
interface Complaint {
  readonly reason: string;
  readonly next: string;
  readonly file?: string;
}

async function explain(place: Found, text: Extract<ConfigText, { kind: 'bad' }>): Promise<Complaint> {
  const file = path.join(place.directory, 'config.json');
  const backup = `${file}.bak`;
  const complaint = (reason: string, next: string): Complaint => ({ reason, next, file: 'config.json' });
  switch (text.why) {
    case 'missing':
    case 'empty':
    case 'not-json': {
      const hasBackup = await access(backup).then(
        () => true,
        () => false,
      );
      const next = hasBackup
        ? `cp ${shellWord(backup)} ${shellWord(file)}`
        : text.why === 'not-json'
          ? `python3 -m json.tool ${shellWord(file)}`
          : `ls -la ${shellWord(place.directory)}`;
      return complaint(`cannot be read: ${text.detail}`, next);
    }
    case 'forbidden':
      return complaint(
        `cannot be read: ${text.detail}; docker-machine may have been run with sudo`,
        `sudo chown -R "$(id -un)" ${shellWord(place.directory)}`,
      );
    case 'too-large':
      return complaint(
        `is not read: ${text.detail}, and the limit is ${maxConfigBytes}`,
        `ls -l ${shellWord(file)}`,
      );
    case 'not-a-file':
    case 'failed':
      return complaint(`cannot be read: ${printable(text.detail)}`, `ls -la ${shellWord(place.directory)}`);
  }
}

/** A broken entry is only ever shown to people, so its name and path are made safe to print here. */
function broken(place: Found, { reason, next, file }: Complaint): Broken {
  const where = printable(file === undefined ? place.directory : path.join(place.directory, file));
  return {
    kind: 'broken',
    name: printable(place.name),
    path: where,
    reason: `${where} ${reason}`,
    next,
  };
}

function nameOf(entry: StoreEntry): string {
  return entry.kind === 'machine' ? entry.machine.name : entry.name;
}
