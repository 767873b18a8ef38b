import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endGroup, until } from './command.ts';
import type { Place } from './place.ts';

/** Programs that are in Fairlead's way: a host at the guest address inside the company, a holder of a port. */
export class Strangers {
  /** Lines the decoy printed: who called, and what it was sent. */
  readonly heard: string[] = [];
  readonly #mac: Place;
  readonly #holders = new Set<ChildProcess>();
  #decoy: ChildProcess | undefined;

  constructor(mac: Place) {
    this.#mac = mac;
  }

  async decoy(on: boolean, company: Place): Promise<void> {
    if (this.#decoy !== undefined) endGroup(this.#decoy);
    this.#decoy = undefined;
    await company.command(['ip', 'address', 'del', '192.168.99.100/32', 'dev', 'lo']);
    if (!on) return;
    await company.must(['ip', 'address', 'add', '192.168.99.100/32', 'dev', 'lo']);
    let ready = false;
    const script = fileURLToPath(new URL('decoy-server.ts', import.meta.url));
    this.#decoy = company.start([process.execPath, script, '192.168.99.100'], {
      line: (text) => {
        if (text === 'decoy: ready') ready = true;
        else if (text.startsWith('decoy: ')) this.heard.push(text.slice(7));
      },
    });
    await until('the decoy answers', 10_000, () => (ready ? true : undefined));
  }

  async holdPort(port: number): Promise<() => void> {
    let listening = false;
    const words = ['socat', '-d', '-d', `TCP4-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`, 'EXEC:cat'];
    const holder = this.#mac.start(words, {
      line: (text) => {
        if (text.includes(' listening on ')) listening = true;
      },
    });
    this.#holders.add(holder);
    await until(`port ${port} is held`, 5000, () => {
      if (holder.exitCode !== null) throw new Error(`port ${port} cannot be bound`);
      return listening ? true : undefined;
    });
    return () => this.#leave(holder);
  }

  /** Everybody goes. */
  async leave(company: Place | undefined): Promise<void> {
    for (const holder of this.#holders) this.#leave(holder);
    if (this.#decoy !== undefined && company !== undefined) await this.decoy(false, company);
    this.heard.length = 0;
  }

  #leave(holder: ChildProcess): void {
    this.#holders.delete(holder);
    endGroup(holder);
  }
}
