import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { command, endGroup, must, until, type Answer, type CommandOptions } from './command.ts';
import { macUser } from './names.ts';
import { isAlive, recorded } from '../stage/recorded.ts';

export interface PlaceOptions {
  readonly name: string;
  /** Shell commands run first in the new namespaces, as root, with the positional arguments `args`. */
  readonly setUp: string;
  readonly args?: readonly string[];
  readonly logFile: string;
  /** Control groups that become the roots of the place's own. */
  readonly groups?: readonly string[];
  /** Told the process as soon as there is one, before anything can go wrong. */
  readonly record: (pid: number) => void;
}

/** Who runs a command in a place, and what of the place it sees. */
export interface Entry {
  /** The unprivileged user instead of root. */
  readonly unprivileged?: boolean;
  /** Only network and processes of the place; files as outside, for tools that reach into two places. */
  readonly outsideFiles?: boolean;
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
  /** Called with each line it prints, on either stream. */
  readonly line?: (text: string) => void;
}

/**
 * A computer of the lab: namespaces of its own for network, mounts, processes and host name, which exist
 * as long as the holder process does. The holder dies with the process that made it (twice over: a death
 * signal, and a pipe that closes), and everything in the place dies with the holder: nothing has to be
 * unmounted, no name is left behind.
 */
export class Place {
  readonly name: string;
  /** The place's process 1, as seen from outside. */
  readonly pid: number;
  readonly #holder: ChildProcess;
  readonly #logFile: string;
  /** What was started here and has not ended, by its process outside. */
  readonly #started = new Set<ChildProcess>();

  private constructor(options: PlaceOptions, holder: ChildProcess, pid: number) {
    this.name = options.name;
    this.#holder = holder;
    this.#logFile = options.logFile;
    this.pid = pid;
  }

  static async open(options: PlaceOptions): Promise<Place> {
    const holder = spawn(
      'setpriv',
      [
        ...['--pdeathsig', 'KILL', 'sh', '-c', begin, 'sh', String(process.pid)],
        (options.groups ?? []).join('\n'),
        ...['unshare', '--net', '--mount', '--pid', '--uts', '--cgroup', '--fork', '--kill-child=KILL'],
        ...['sh', '-c', options.setUp, options.name, ...(options.args ?? [])],
      ],
      // The pipe to its stdin is never written to: it closes when this process ends.
      { detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    holder.stdin.on('error', () => undefined);
    const log = createWriteStream(options.logFile, { flags: 'a' });
    let said = '';
    let ready = false;
    for (const stream of [holder.stdout, holder.stderr])
      stream.on('data', (chunk: Buffer) => {
        if (!log.destroyed) log.write(chunk);
        said = (said + chunk.toString()).slice(-4000);
        if (said.includes('place is ready')) ready = true;
      });
    holder.on('close', () => log.end());
    if (holder.pid === undefined) throw new Error('setpriv or unshare could not be started');
    options.record(holder.pid);
    const { pid } = holder;
    try {
      const inside = await until(`${options.name} is set up`, 20_000, () => {
        if (holder.exitCode !== null || holder.signalCode !== null)
          throw new Error(`${options.name} could not be set up: ${said.trim()}`);
        return ready ? childOf(pid) : undefined;
      });
      return new Place(options, holder, inside);
    } catch (error) {
      endGroup(holder);
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#holder.exitCode === null && this.#holder.signalCode === null;
  }

  /** Whether somebody here listens on this TCP port. Asked of /proc: a program for each look would slow what it waits for. */
  listens(port: number): boolean {
    const row = new RegExp(
      `: [0-9A-F]+:${port.toString(16).toUpperCase().padStart(4, '0')} [0-9A-F]+:0000 0A `,
    );
    return ['tcp', 'tcp6'].some((kind) => {
      try {
        return row.test(readFileSync(`/proc/${this.pid}/net/${kind}`, 'latin1'));
      } catch {
        // The place has ended.
        return false;
      }
    });
  }

  /** The words that run `words` in this place, from outside. */
  words(words: readonly string[], entry: Entry = {}): readonly string[] {
    const files = entry.outsideFiles === true ? [] : ['--mount', '--uts', '--cgroup', '--root', '--wd'];
    const user =
      entry.unprivileged === true
        ? ['setpriv', `--reuid=${macUser.uid}`, `--regid=${macUser.gid}`, '--clear-groups']
        : [];
    return ['nsenter', '--target', String(this.pid), '--net', '--pid', ...files, '--', ...user, ...words];
  }

  command(words: readonly string[], options: CommandOptions & Entry = {}): Promise<Answer> {
    return command(this.words(words, options), options);
  }

  must(words: readonly string[], options: CommandOptions & Entry = {}): Promise<string> {
    return must(this.words(words, options), options);
  }

  /** Starts what stays; its output goes to the place's log. */
  start(words: readonly string[], options: Entry & StartOptions = {}): ChildProcess {
    const [file = '', ...args] = this.words(words, options);
    const child = spawn(file, args, {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...(options.env ?? process.env), LC_ALL: 'C' },
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
    const log = createWriteStream(this.#logFile, { flags: 'a' });
    for (const stream of [child.stdout, child.stderr]) {
      let partial = '';
      stream.on('data', (chunk: Buffer) => {
        if (!log.destroyed) log.write(chunk);
        const lines = (partial + chunk.toString()).split('\n');
        partial = lines.pop() ?? '';
        for (const line of lines) options.line?.(line);
      });
    }
    child.on('error', (error) => log.end(`${file}: ${error.message}\n`));
    this.#started.add(child);
    child.on('close', () => {
      this.#started.delete(child);
      log.end();
    });
    return child;
  }

  /**
   * Processes that belong to the place alone, as seen from outside. Left out are its first one and those
   * entered from outside: stopping one of these stops its nsenter too, which then reaps nobody, and a
   * place does not end before everybody in it has been reaped.
   */
  processes(): readonly number[] {
    const own = namespaceOf(this.pid);
    const inside = new Set(allProcesses().filter((pid) => namespaceOf(pid) === own));
    return [...inside].filter((pid) => pid !== this.pid && inside.has(parentOf(pid) ?? 0));
  }

  async close(): Promise<void> {
    if (this.#holder.pid === undefined || !this.isOpen) return;
    const inside = recorded(this.pid);
    for (const child of this.#started) endGroup(child);
    endGroup(this.#holder);
    await until(`${this.name} ends`, 10_000, () => (this.isOpen || isAlive(inside) ? undefined : true));
  }
}

/**
 * Enters the control groups, one directory per line of $2, and becomes the rest of its arguments. A parent
 * that ended before its death could be asked to be told is another one now than $1.
 */
const begin = `[ $PPID = "$1" ] || exit 1
for group in $2; do echo $$ > "$group/cgroup.procs" || exit 1; done; shift 2; exec "$@"`;

/**
 * Every place ends with this: process 1, which reaps what its children leave, and ends, and with it the
 * place, when nobody holds the other end of its stdin any more.
 */
export const stay = `exec 3<&0 < /dev/null
cat <&3 > /dev/null & exec 3<&-
echo place is ready
wait $!`;

function childOf(parent: number): number | undefined {
  return allProcesses().find((pid) => parentOf(pid) === parent);
}

/** Undefined when the process ended while we looked. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function allProcesses(): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

function namespaceOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}
