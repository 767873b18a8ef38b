import type { TLSSocket } from 'node:tls';
import type { Machine } from '../../machine/machine.ts';
import type { Served } from '../../ports.ts';
import type { Material } from './material.ts';

/** The newest TLS session of one machine that came from a judged handshake, with what was judged. */
export class MachineSessions {
  readonly material: Material;
  known: { readonly session: Buffer; readonly served: Served } | undefined;
  readonly #offered = new WeakMap<TLSSocket, Buffer>();
  readonly #trusted = new WeakMap<TLSSocket, Served>();

  constructor(material: Material) {
    this.material = material;
  }

  /** A connection brought a session; with TLS 1.2 before anybody was judged, with TLS 1.3 some time after. */
  offer(socket: TLSSocket, session: Buffer): void {
    const served = this.#trusted.get(socket);
    if (served === undefined) this.#offered.set(socket, session);
    else this.known = { session, served };
  }

  trust(socket: TLSSocket, served: Served): void {
    this.#trusted.set(socket, served);
    const session = this.#offered.get(socket);
    if (session !== undefined) this.known = { session, served };
  }
}

/** Sessions of all machines, in memory only. New certificates in the store begin anew. */
export class Sessions {
  readonly #kept = new Map<string, MachineSessions>();

  of(machine: Machine, material: Material): MachineSessions {
    const known = this.#kept.get(machine.directory);
    if (known?.material === material) return known;
    const sessions = new MachineSessions(material);
    this.#kept.set(machine.directory, sessions);
    return sessions;
  }
}
