import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { Run } from './run.ts';

export interface HolderOptions {
  readonly run: Run;
  /** The setting tools.lsof. */
  readonly lsof: string;
  /** The setting tools.ps. */
  readonly ps: string;
  /** Where Linux shows its processes. Default /proc; it is not there on macOS. */
  readonly proc?: string;
}

/** `VBoxHeadless (pid 123)`, or undefined when this user cannot see who listens on a TCP port. */
export async function readHolder(port: number, options: HolderOptions): Promise<string | undefined> {
  const ran = await options.run(options.lsof, ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-F', 'pcn']);
  // Exit 1 with nothing printed means that nobody was seen, not that lsof failed.
  const listener = ran.kind === 'ran' ? chooseListener(parseLsof(ran.stdout)) : undefined;
  if (listener !== undefined) return `${await fullName(listener, options)} (pid ${listener.pid})`;
  return readProc(port, options.proc ?? '/proc');
}

export interface Listener {
  readonly pid: number;
  readonly command: string;
  /** As lsof prints it: `127.0.0.1:2376`, `*:2376`, `[::1]:2376`. */
  readonly address: string;
}

/**
 * Reads `lsof -F pcn`: one field per line, its kind in the first letter; `p` begins a process, `c` is its command,
 * `f` begins a descriptor, `n` is its name. Non-printable characters come as `\x20`.
 */
export function parseLsof(output: string): Listener[] {
  const listeners: Listener[] = [];
  let pid: number | undefined;
  let command = '';
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) {
      pid = /^\d+$/.test(value) ? Number(value) : undefined;
      command = '';
    } else if (line.startsWith('c')) command = decode(value);
    else if (line.startsWith('n') && pid !== undefined) listeners.push({ pid, command, address: value });
  }
  return listeners;
}

function decode(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => printableCharacter(Number.parseInt(hex, 16)));
}

/** Anybody may name a program as they like; only what can be printed safely is shown. */
function printableCharacter(code: number): string {
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '?';
}

/** IPv4 listeners stand in the way of 127.0.0.1; `[::1]` alone does not. */
function chooseListener(listeners: readonly Listener[]): Listener | undefined {
  const at = (prefix: string): Listener | undefined =>
    listeners.find(({ address }) => address.startsWith(prefix));
  return at('127.0.0.1:') ?? at('*:') ?? at('[::]:') ?? listeners[0];
}

/** lsof cuts names after 9 characters (`VBoxHeadl`); Linux's /proc or else ps has the whole one. */
async function fullName({ pid, command }: Listener, { run, ps, proc }: HolderOptions): Promise<string> {
  const program = await programName(pid, proc);
  if (program !== undefined) return program;
  if (command === 'VBoxHeadl') return 'VBoxHeadless';
  if (command.length < 9) return command === '' ? 'a process' : command;
  const ran = await run(ps, ['-p', String(pid), '-o', 'comm=']);
  const name = ran.kind === 'ran' && ran.exitCode === 0 ? path.basename(ran.stdout.trim()) : '';
  return name.startsWith(command) ? onlyPrintable(name) : command;
}

/** The file a process runs. Linux's own name for it is that of its first thread, "MainThread" for Node. */
async function programName(pid: number, proc = '/proc'): Promise<string | undefined> {
  const file = await readlink(path.join(proc, String(pid), 'exe')).catch(() => '');
  const name = path.basename(file.replace(/ \(deleted\)$/, ''));
  return name === '' ? undefined : onlyPrintable(name);
}

function onlyPrintable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

/** Linux without lsof: the listener's inode from /proc/net/tcp, its process from the links in /proc/<pid>/fd. */
async function readProc(port: number, proc: string): Promise<string | undefined> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((file) => readFile(path.join(proc, 'net', file), 'utf8').catch(() => '')),
  );
  const listener = tables.flatMap((table) => parseProcNetTcp(table)).find((row) => row.port === port);
  if (listener === undefined) return undefined;
  const target = `socket:[${listener.inode}]`;
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const folder = path.join(proc, pid, 'fd');
    for (const descriptor of await readdir(folder).catch(() => [])) {
      if ((await readlink(path.join(folder, descriptor)).catch(() => '')) !== target) continue;
      return `${(await programName(Number(pid), proc)) ?? 'a process'} (pid ${pid})`;
    }
  }
  return `another user's process (uid ${listener.uid})`;
}

/** Reads /proc/net/tcp and tcp6: hexadecimal `address:port`, state 0A for a listener, uid and inode. */
export function parseProcNetTcp(table: string): { port: number; uid: number; inode: number }[] {
  return table.split('\n').flatMap((line) => {
    const match =
      /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A \S+ \S+ \S+\s+(\d+)\s+\d+\s+(\d+)/.exec(
        line,
      );
    if (match === null) return [];
    const [, port = '', uid, inode] = match;
    return [{ port: Number.parseInt(port, 16), uid: Number(uid), inode: Number(inode) }];
  });
}
