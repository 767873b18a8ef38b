import type { NatRule, VmState } from '../../app/ports.ts';

/** A VM of the make-believe Mac, as VirtualBox and the network know it. */
export interface StageVm {
  readonly name: string;
  /** VirtualBox's DHCP server may give it another one at a start. */
  guestAddress: number;
  /** Host-only adapter of NIC 2. */
  readonly adapter: string;
  /** Unix socket on which its engine listens; absent files mean that nothing listens. */
  readonly engineSocket: string;
  /** Port on 127.0.0.1 of its SSH server. */
  readonly sshPort: number;
  /** Folder of VBox.log. */
  readonly logFolder: string;
  state: VmState;
  /** Who holds its lock, such as `GUI/Qt`, and when it came into its state, ISO in UTC. */
  session?: string;
  changedAt?: string;
  readonly natRules: NatRule[];
  /** Told when VirtualBox turned it on or off. */
  powered?: (on: boolean) => void;
}
