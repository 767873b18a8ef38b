import { lstatSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { LogLine } from '../../shared/control/contract.ts';
import type { Log } from '../ports.ts';
import { appendOwnNow } from './own-file.ts';
import { oneLine, redact } from './redact.ts';

export interface LogOptions {
  readonly folder: string;
  /** Default `fairlead.log`. Each process writes a file of its own: two would rotate it under each other. */
  readonly name?: string;
  /** Lines below this level are not kept at all. Default `info`. */
  readonly level?: LogLine['level'];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Bytes after which the file is set aside as `fairlead.log.1`. Default 5 MB. */
  readonly rotateBytes?: number;
}

const levels: readonly LogLine['level'][] = ['debug', 'info', 'warn', 'error'];
const filesKept = 2;
const linesKept = 5000;

/**
 * `fairlead.log`, one line per change, and the same lines in memory for the `logs` feed. The same line
 * again is counted, not written. A log that cannot be written (full disk) never stops the daemon.
 */
export class FileLog implements Log {
  readonly #options: LogOptions;
  readonly #ring: LogLine[] = [];
  readonly #readers = new Set<(line: LogLine) => void>();
  #last: { readonly level: LogLine['level']; readonly message: string; repeats: number } | undefined;
  #bytes: number | undefined;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  get file(): string {
    return path.join(this.#options.folder, this.#options.name ?? 'fairlead.log');
  }

  debug(message: string): void {
    this.#add('debug', message);
  }
  info(message: string): void {
    this.#add('info', message);
  }
  warn(message: string): void {
    this.#add('warn', message);
  }
  error(message: string): void {
    this.#add('error', message);
  }

  /** The newest `count` lines, oldest first. */
  lines(count: number): readonly LogLine[] {
    return count === 0 ? [] : this.#ring.slice(-count);
  }

  /** Calls back on every line from now on; the returned function ends that. */
  subscribe(reader: (line: LogLine) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  /** Writes down how often the last line was repeated. */
  close(): void {
    this.#tellRepeats();
    this.#last = undefined;
  }

  #add(level: LogLine['level'], text: string): void {
    if (levels.indexOf(level) < levels.indexOf(this.#options.level ?? 'info')) return;
    const message = oneLine(redact(text));
    if (this.#last?.level === level && this.#last.message === message) {
      this.#last.repeats += 1;
      return;
    }
    this.#tellRepeats();
    this.#last = { level, message, repeats: 0 };
    this.#write(level, message);
  }

  #tellRepeats(): void {
    const last = this.#last;
    if (last === undefined || last.repeats === 0) return;
    this.#write(
      last.level,
      `the line before came ${last.repeats} more ${last.repeats === 1 ? 'time' : 'times'}`,
    );
  }

  #write(level: LogLine['level'], message: string): void {
    const line = { at: new Date((this.#options.now ?? Date.now)()).toISOString(), level, message };
    this.#ring.push(line);
    if (this.#ring.length > linesKept) this.#ring.shift();
    for (const reader of this.#readers) reader(line);
    const text = `${line.at} ${level.padEnd(5)} ${message}\n`;
    try {
      this.#append(text);
    } catch {
      this.#bytes = undefined;
      this.#appendAnew(text);
    }
  }

  /** After a failure, once more from the start: the folder may have been removed. */
  #appendAnew(text: string): void {
    try {
      this.#append(text);
    } catch {
      // The ring and the feed still have the line, and there is nowhere left to say so.
      this.#bytes = undefined;
    }
  }

  #append(text: string): void {
    if (this.#bytes === undefined) this.#bytes = this.#open();
    if (this.#bytes > 0 && this.#bytes + text.length > (this.#options.rotateBytes ?? 5_000_000)) {
      for (let index = filesKept - 1; index >= 1; index -= 1)
        move(`${this.file}.${index}`, `${this.file}.${index + 1}`);
      move(this.file, `${this.file}.1`);
      this.#bytes = 0;
    }
    appendOwnNow(this.file, text);
    this.#bytes += Buffer.byteLength(text);
  }

  /** Size of the file that is there. */
  #open(): number {
    mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
    return lstatSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
  }
}

function move(from: string, to: string): void {
  if (lstatSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}
