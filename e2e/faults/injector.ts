import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Question } from '../stage/command-server.ts';
import type { Outcome } from '../stage/outcome.ts';
import type { Stage } from '../stage/stage.ts';
import type { FaultKind, Point } from './fault.ts';

/** Of a program whose carrying out was prevented. */
const refusals: Readonly<
  Record<'ENOSPC' | 'EACCES', { readonly VBoxManage: string; readonly route: string }>
> = {
  ENOSPC: {
    VBoxManage:
      'VBoxManage: error: Could not create the settings file (VERR_DISK_FULL)\nVBoxManage: error: Details: code NS_ERROR_FAILURE (0x80004005), component MachineWrap, interface IMachine\n',
    route: '',
  },
  EACCES: {
    VBoxManage:
      'VBoxManage: error: Could not open the settings file for writing (VERR_ACCESS_DENIED)\nVBoxManage: error: Details: code E_ACCESSDENIED (0x80070005), component MachineWrap, interface IMachine\n',
    route: 'route: must be root to alter routing table\n',
  },
};
const guestWords = {
  ENOSPC: 'sh: write error: No space left on device',
  EACCES: 'sh: Permission denied',
} as const;

const faultyFiles = pathToFileURL(path.join(import.meta.dirname, 'faulty-files.ts')).href;

/** Makes one thing go wrong once, at one point, after it was armed. */
export class Injector {
  readonly point: Point;
  readonly kind: FaultKind;
  /** What the remedy did, in order; to find points by. */
  readonly seen: string[] = [];
  #armed = false;
  #count = 0;
  #fired = false;
  #kill: () => Promise<void> = () => Promise.resolve();
  readonly #folder: string;
  readonly #late = new AbortController();

  constructor(point: Point, kind: FaultKind) {
    this.point = point;
    this.kind = kind;
    this.#folder = mkdtempSync(path.join(tmpdir(), 'fault-'));
  }

  get fired(): boolean {
    return this.#fired || existsSync(this.#fileMark);
  }

  get isDeadly(): boolean {
    return this.kind.startsWith('kill') || (this.point.place === 'file' && this.kind === 'half write');
  }

  get #fileMark(): string {
    return path.join(this.#folder, 'fired');
  }

  /** Faults of files are made inside the daemon. */
  get nodeFlags(): readonly string[] {
    return this.point.place === 'file' ? ['--import', faultyFiles] : [];
  }

  /** Before the daemon is started. */
  prepare(stage: Stage): void {
    if (this.point.place !== 'file') return;
    stage.environment['FAIRLEAD_FAULT'] = JSON.stringify({
      folder: this.#folder,
      kind: this.kind,
      name: this.point.name,
      nth: this.point.nth ?? 1,
    });
  }

  arm(kill: () => Promise<void>): void {
    this.#kill = kill;
    this.#armed = true;
    writeFileSync(path.join(this.#folder, 'armed'), '');
  }

  /** Whatever lasts is over: the disk has room again, what hung goes on. */
  lift(): void {
    this.#armed = false;
    rmSync(path.join(this.#folder, 'armed'), { force: true });
    this.#late.abort();
  }

  [Symbol.dispose](): void {
    this.lift();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  program = async ({ command, argv }: Question, carryOut: () => Outcome): Promise<Outcome> => {
    const what = `${command} ${argv.join(' ')}`;
    if (!this.#isHit('program', what)) return carryOut();
    const tool = command === 'route' ? 'route' : 'VBoxManage';
    switch (this.kind) {
      case 'kill before':
        await this.#kill();
        return { exitCode: 70, stdout: '', stderr: '' };
      case 'kill after': {
        const outcome = carryOut();
        await this.#kill();
        return outcome;
      }
      case 'ENOSPC':
      case 'EACCES':
        return { exitCode: 1, stdout: '', stderr: refusals[this.kind][tool] };
      case 'timeout':
        await new Promise((resolve) => this.#late.signal.addEventListener('abort', resolve));
        return { exitCode: 70, stdout: '', stderr: '' };
      case 'garbage':
        return { exitCode: 0, stdout: randomBytes(2000).toString('latin1'), stderr: '' };
      case 'half write':
        carryOut();
        return { exitCode: 1, stdout: '', stderr: `${tool}: error: interrupted\n` };
    }
  };

  guest = (command: string): string | undefined => {
    if (!this.#isHit('guest', command)) return undefined;
    switch (this.kind) {
      case 'kill before':
        void this.#kill();
        return 'cat >/dev/null';
      case 'kill after': {
        const mark = path.join(this.#folder, 'ran');
        const watch = setInterval(() => {
          if (!existsSync(mark) && !this.#late.signal.aborted) return;
          clearInterval(watch);
          void this.#kill();
        }, 10);
        return `{ ${command}\n}; touch '${mark}'; exec sleep 3`;
      }
      case 'ENOSPC':
      case 'EACCES':
        return `cat >/dev/null; echo '${guestWords[this.kind]}' >&2; exit 1`;
      case 'timeout':
        return 'exec sleep 45';
      case 'garbage':
        return 'cat >/dev/null; head -c 3000 /dev/urandom';
      case 'half write':
        // The connection breaks in the middle of what is sent; what arrived is carried out.
        return `head -c 300 | { ${command}\n}; kill -9 $$`;
    }
  };

  #isHit(place: Point['place'], what: string): boolean {
    if (!this.#armed) return false;
    this.seen.push(what);
    if (this.#fired || place !== this.point.place || !this.point.matches(what)) return false;
    this.#count += 1;
    if (this.#count !== (this.point.nth ?? 1)) return false;
    this.#fired = true;
    return true;
  }
}
