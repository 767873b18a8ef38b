import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { NatRule } from '../../app/ports.ts';
import { endGroup, until } from './command.ts';
import type { Place } from './place.ts';

export interface RedirectOptions {
  readonly mac: Place;
  readonly guest: Place;
  /** Path of the Unix socket between the two relays. */
  readonly socket: string;
  readonly rule: Pick<NatRule, 'name' | 'hostIp' | 'hostPort' | 'guestPort'>;
}

/**
 * One NAT rule at work, as two relays with a Unix socket between them. A Unix socket passes from one
 * network namespace into another, so the forward, like VirtualBox's, does not care about the Mac's routes.
 */
export class NatRedirect {
  /** A rule that nothing listens for. */
  static readonly none = new NatRedirect([], '');
  readonly #relays: readonly ChildProcess[];
  readonly #socket: string;

  private constructor(relays: readonly ChildProcess[], socket: string) {
    this.#relays = relays;
    this.#socket = socket;
  }

  static async open(options: RedirectOptions): Promise<NatRedirect | 'port-held'> {
    const { mac, guest, socket, rule } = options;
    rmSync(socket, { force: true });
    const inner = relay(guest, [
      `UNIX-LISTEN:${socket},fork,backlog=128`,
      `TCP:10.0.2.15:${rule.guestPort},nodelay`,
    ]);
    const bind = rule.hostIp === '' ? '' : `,bind=${rule.hostIp}`;
    const outer = relay(mac, [
      `TCP4-LISTEN:${rule.hostPort}${bind},fork,reuseaddr,backlog=128,nodelay`,
      `UNIX-CONNECT:${socket}`,
    ]);
    const redirect = new NatRedirect([inner.child, outer.child], socket);
    await until(`${rule.name} listens on port ${rule.hostPort}`, 5000, () =>
      (inner.listens() && outer.listens()) || outer.child.exitCode !== null ? true : undefined,
    );
    if (outer.listens()) return redirect;
    redirect.close();
    return 'port-held';
  }

  close(): void {
    for (const child of this.#relays) endGroup(child);
    if (this.#socket !== '') rmSync(this.#socket, { force: true });
  }
}

/** A relay in the network of a place; its socket file stands outside of it. */
function relay(
  place: Place,
  addresses: readonly string[],
): { readonly child: ChildProcess; readonly listens: () => boolean } {
  let listening = false;
  // -t: what one side still sends after the other closed its half is not cut off.
  const child = place.start(['socat', '-d', '-d', '-t', '86400', ...addresses], {
    outsideFiles: true,
    line: (text) => {
      if (/ listening on /.test(text)) listening = true;
    },
  });
  return { child, listens: () => listening };
}
