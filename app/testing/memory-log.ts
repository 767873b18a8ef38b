import type { LogLine } from '../../shared/control/contract.ts';
import type { ReadableLog } from '../control/log-feed.ts';
import type { Log } from '../ports.ts';

/** A log in memory that is read back by tests. */
export class MemoryLog implements Log, ReadableLog {
  readonly entries: LogLine[] = [];
  readonly #readers = new Set<(line: LogLine) => void>();

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
  lines(count: number): readonly LogLine[] {
    return count === 0 ? [] : this.entries.slice(-count);
  }
  subscribe(reader: (line: LogLine) => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  #add(level: LogLine['level'], message: string): void {
    const line = { at: new Date().toISOString(), level, message };
    this.entries.push(line);
    for (const reader of this.#readers) reader(line);
  }
}
