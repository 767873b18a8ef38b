import { chownSync, lchownSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { makeMachine, type MachineOptions, type MadeMachine } from '../../app/testing/make-store.ts';
import { makeDisk } from './guest.ts';
import { addHostOnly } from './mac-host.ts';
import { macUser, type LabNames } from './names.ts';
import type { Place } from './place.ts';
import type { VirtualBox } from './virtualbox.ts';

export interface LabMachine extends Omit<MachineOptions, 'base' | 'sshPort' | 'guestIp'> {
  /** Default 192.168.99.100; the adapter's network is its /24. */
  readonly guestIp?: string;
  readonly adapter?: string;
}

/** Makes the store, the VMs' disks and the host-only adapters, all powered off. */
export async function makeMachines(
  wanted: readonly LabMachine[],
  lab: { readonly names: LabNames; readonly mac: Place; readonly box: VirtualBox },
): Promise<ReadonlyMap<string, MadeMachine>> {
  const { names, mac, box } = lab;
  const made = new Map<string, MadeMachine>();
  for (const [index, machine] of wanted.entries()) {
    const { guestIp = '192.168.99.100', adapter = 'vboxnet0', ...store } = machine;
    const sshPort = 49417 + index;
    if (!box.world.hostOnly.adapters.some(({ name }) => name === adapter)) {
      const address = guestIp.replace(/\d+$/, '1');
      await addHostOnly(mac, adapter, address);
      box.addAdapter(adapter, address);
    }
    const one = await makeMachine({ ...store, base: names.store, guestIp, sshPort });
    made.set(machine.name, one);
    makeDisk(names, machine.name, {
      ...one,
      engineArguments: (machine.engineFlags ?? []).map((flag) => `--${flag}`).join('\n'),
    });
    box.create({ name: machine.name, adapter, guestIp, sshPort });
  }
  giveToUser(names.home);
  return made;
}

function giveToUser(folder: string): void {
  chownSync(folder, macUser.uid, macUser.gid);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lchownSync(path.join(folder, file), macUser.uid, macUser.gid);
}
