import type { Machine } from '../machine/machine.ts';

export interface GuestAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An SSH session into the machine, its host key pinned on first use. */
export interface GuestSession extends AsyncDisposable {
  /** Runs a shell command; output beyond `maxBytes` (default 64 KiB) ends it with an error. */
  run(
    command: string,
    options?: { readonly stdin?: string; readonly timeoutMs?: number; readonly maxBytes?: number },
  ): Promise<GuestAnswer>;
}

export interface Guest {
  /** Throws GuestError with a sentence: refused, timed out, key changed, key unreadable, not SSH. */
  connect(machine: Machine): Promise<GuestSession>;
}
