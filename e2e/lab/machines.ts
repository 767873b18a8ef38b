import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeMachine, type MachineOptions, type MadeMachine } from '../../app/testing/make-store.ts';
import { bootImage, diskHead, formatDisk, provisionDisk } from './disk.ts';
import { addHostOnly } from './mac-host.ts';
import type { LabNames } from './names.ts';
import type { Place } from './place.ts';
import type { VirtualBox } from './virtualbox.ts';
import { giveToUser } from './vm-files.ts';
import { writeVmdk } from './vmdk.ts';

export interface LabMachine extends Omit<MachineOptions, 'base' | 'sshPort' | 'guestIp'> {
  /** Default 192.168.99.100; the adapter's network is its /24. */
  readonly guestIp?: string;
  readonly adapter?: string;
}

/** docker-machine's `--virtualbox-disk-size`: 20,000 MB. */
const diskBytes = 20_000 * 2 ** 20;

/** Makes the store, the VMs' disks and the host-only adapters, all powered off. */
export async function makeMachines(
  wanted: readonly LabMachine[],
  lab: { readonly names: LabNames; readonly mac: Place; readonly box: VirtualBox },
): Promise<ReadonlyMap<string, MadeMachine>> {
  const { names, mac, box } = lab;
  const made = new Map<string, MadeMachine>();
  const image = path.join(names.store, 'cache/boot2docker.iso');
  mkdirSync(path.dirname(image), { recursive: true, mode: 0o700 });
  writeFileSync(image, bootImage('19.03.12'));
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
    const folder = path.join(names.store, 'machines', machine.name);
    const disk = path.join(folder, 'disk.vmdk');
    copyFileSync(image, path.join(folder, 'boot2docker.iso'));
    writeVmdk(disk, diskBytes, diskHead(one.authorizedKey));
    formatDisk(names, machine.name, disk);
    provisionDisk(names, machine.name, {
      ...one,
      engineArguments: (machine.engineFlags ?? []).map((flag) => `--${flag}`).join('\n'),
    });
    await makeVm(box, { name: machine.name, adapter, sshPort, folder });
    box.lease(machine.name, guestIp);
  }
  giveToUser(names.home);
  return made;
}

/** Makes a VM as docker-machine does: NIC 1 NAT with the SSH rule, NIC 2 host-only, image and disk. */
async function makeVm(
  box: VirtualBox,
  vm: { readonly name: string; readonly adapter: string; readonly sshPort: number; readonly folder: string },
): Promise<void> {
  const { name, folder } = vm;
  const slot = ['storageattach', name, '--storagectl', 'SATA', '--device', '0'];
  for (const words of [
    ['createvm', '--basefolder', folder, '--name', name, '--register'],
    ['modifyvm', name, '--cpus', '1', '--memory', '1024', '--nic1', 'nat', '--nictype1', '82540EM'],
    ['storagectl', name, '--name', 'SATA', '--add', 'sata', '--hostiocache', 'on'],
    [...slot, '--port', '0', '--type', 'dvddrive', '--medium', path.join(folder, 'boot2docker.iso')],
    [...slot, '--port', '1', '--type', 'hdd', '--medium', path.join(folder, 'disk.vmdk')],
    ['modifyvm', name, '--nic2', 'hostonly', '--hostonlyadapter2', vm.adapter],
    ['modifyvm', name, '--natpf1', `ssh,tcp,127.0.0.1,${vm.sshPort},,22`],
  ]) {
    const { exitCode, stderr } = await box.command(words);
    if (exitCode !== 0) throw new Error(`VBoxManage ${words.join(' ')}: ${stderr}`);
  }
}
