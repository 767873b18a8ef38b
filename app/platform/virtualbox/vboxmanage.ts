import type { Clock } from '../../ports.ts';
import type { Run } from '../process/run.ts';
import { explain, type Complaint } from './explain.ts';
import { candidatePaths, locate } from './locate.ts';

export interface VBoxManageOptions {
  readonly run: Run;
  /** The setting tools.vboxmanage; empty or absent looks in the usual places. */
  readonly path?: string;
  /** $PATH. */
  readonly pathEnvironment: string;
  readonly clock: Clock;
}

export type Answer =
  | { readonly kind: 'ok'; readonly stdout: string }
  /** VBoxManage ran and complained. */
  | { readonly kind: 'error'; readonly complaint: Complaint; readonly sentence: string }
  /** It is not there, or did not end. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly why?: 'missing' };

const timeoutMs = 10_000;
const attempts = 5;
const pauseMs = 100;

/**
 * All calls of this process, one after the other: VirtualBox's service answers "The object is not ready"
 * or holds a lock when it is asked twice at the same time.
 */
let queue: Promise<unknown> = Promise.resolve();

function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const turn = queue.then(act);
  queue = turn.catch(() => undefined);
  return turn;
}

/** The command itself: found, serialised, limited to 10 s, and asked again when it is known to hiccup. */
export class VBoxManage {
  readonly #options: VBoxManageOptions;
  #found: string | undefined;

  constructor(options: VBoxManageOptions) {
    this.#options = options;
  }

  /** Arguments go to the program as a vector; callers check what comes from files. */
  call(args: readonly string[]): Promise<Answer> {
    return inTurn(async () => {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await this.#once(args);
        const again = answer.kind === 'error' && answer.complaint === 'not-ready' && attempt < attempts;
        if (!again) return answer;
        await this.#pause();
      }
    });
  }

  async #once(args: readonly string[]): Promise<Answer> {
    const candidates = candidatePaths(this.#options.path ?? '', this.#options.pathEnvironment);
    this.#found ??= await locate(candidates);
    if (this.#found === undefined)
      return { kind: 'unavailable', reason: notFound(candidates), why: 'missing' };
    const ran = await this.#options.run(this.#found, args, { timeoutMs });
    if (ran.kind === 'not-run') {
      // VirtualBox may be removed, or moved by an update, while the daemon runs.
      if (ran.why !== 'missing') return { kind: 'unavailable', reason: ran.reason };
      this.#found = undefined;
      return { kind: 'unavailable', reason: ran.reason, why: 'missing' };
    }
    // VBoxManage is known to exit 0 after an error, so stderr has a say too.
    if (ran.exitCode === 0 && !/(?:^|\s)error:/i.test(ran.stderr)) return { kind: 'ok', stdout: ran.stdout };
    return { kind: 'error', ...explain(ran.stderr.trim() === '' ? ran.stdout : ran.stderr) };
  }

  async #pause(): Promise<void> {
    // The clock's timers do not keep the process alive, and a command in the middle of its work must not end.
    const alive = setInterval(() => undefined, 60_000);
    await new Promise<void>((resolve) => {
      this.#options.clock.after(pauseMs, resolve);
    });
    clearInterval(alive);
  }
}

function notFound(candidates: readonly string[]): string {
  const [only] = candidates;
  return candidates.length === 1 && only !== undefined
    ? `VBoxManage is not at ${only} or may not be run; see the setting tools.vboxmanage`
    : 'VBoxManage is neither in /usr/local/bin nor in /Applications/VirtualBox.app nor in $PATH: install VirtualBox, or set tools.vboxmanage';
}
