import type { Machine } from '../../machine/machine.ts';
import type { Guest, GuestSession } from '../../ports.ts';
import { openConnection, type SshGuestOptions } from './connection.ts';
import { SshSession } from './session.ts';

/** The guest over SSH, with the machine's own key and nothing else. */
export class SshGuest implements Guest {
  readonly #options: SshGuestOptions;

  constructor(options: SshGuestOptions) {
    this.#options = options;
  }

  async connect(machine: Machine): Promise<GuestSession> {
    return new SshSession(await openConnection(machine, this.#options), machine.name);
  }
}
