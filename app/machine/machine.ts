import type { Cidr } from '../route/cidr.ts';

/** A machine as a libmachine store describes it, reduced to what Fairlead uses. All paths are absolute. */
export interface Machine {
  readonly name: string;
  /** Base directory of the store it stands in. */
  readonly store: string;
  /** `<store>/machines/<name>`. */
  readonly directory: string;
  /** DOCKER_CERT_PATH, where that is not `directory`: minikube keeps no copies of the client's files there. */
  readonly certPath?: string;
  /** DriverName: "virtualbox", "generic", … */
  readonly driver: string;
  /** Cached by docker-machine; blank after a stop, stale after a new DHCP lease. */
  readonly guestIp?: string;
  /** Host-only network by configuration (`HostOnlyCIDR`), when the driver has one. */
  readonly hostOnly?: Cidr;
  /** The Mac's own address in that network, from the same field (`192.168.99.1` of "192.168.99.1/24"). */
  readonly hostOnlyAddress?: string;
  /**
   * Where the guest's sshd is reached. `host` is empty and `port` 0 as long as docker-machine has not
   * noted them (a VirtualBox machine that never started); see `sshForward` in forward.ts.
   */
  readonly ssh: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly keyPath: string;
  };
  readonly engine: { readonly port: number; readonly liveRestore: boolean };
  readonly certificates: {
    readonly ca: string;
    readonly caKey: string;
    readonly clientCert: string;
    readonly clientKey: string;
    readonly serverCert: string;
    readonly serverKey: string;
    /** Names docker-machine adds at its own re-issue. */
    readonly serverSans: readonly string[];
  };
}

/** One directory of `machines/`: either a machine, or a sentence that says what is wrong and what to type. */
export type StoreEntry =
  | { readonly kind: 'machine'; readonly machine: Machine }
  | {
      readonly kind: 'broken';
      readonly name: string;
      readonly path: string;
      readonly reason: string;
      /** The next command to type. */
      readonly next: string;
    };

/** Names docker-machine accepts. Anything else never reaches a command line, a path or a shell. */
export const machineName = /^[a-zA-Z0-9][a-zA-Z0-9\-.]*$/;
