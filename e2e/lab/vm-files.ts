import { chownSync, lchownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { uuid } from '../../app/testing/vbox-output.ts';
import type { VBoxVm } from '../../app/testing/vbox-world.ts';
import { macUser, type LabNames } from './names.ts';

/** Writes what VirtualBox keeps of a new VM on the Mac's disk. */
export function writeVmFiles(name: string, vm: VBoxVm): void {
  if (vm.made === undefined || vm.logFolder === undefined) return;
  const folder = path.dirname(vm.made.settingsFile);
  mkdirSync(vm.logFolder, { recursive: true });
  writeFileSync(
    vm.made.settingsFile,
    `<?xml version="1.0"?>
<VirtualBox xmlns="http://www.virtualbox.org/" version="1.15-macosx">
  <Machine uuid="{${uuid(name)}}" name="${name}" OSType="Linux26_64" snapshotFolder="Snapshots"/>
</VirtualBox>
`,
  );
  giveToUser(folder);
}

/** What `unregistervm --delete` takes along: the VM's folder, its hard disks, and what the guest kept on them. */
export function deleteVmFiles(names: LabNames, name: string, vm: VBoxVm): void {
  const disks = [...(vm.made?.media.values() ?? [])].filter(({ type }) => type === 'hdd');
  for (const { file } of disks) rmSync(file, { force: true });
  if (vm.made !== undefined)
    rmSync(path.dirname(vm.made.settingsFile), { recursive: true, force: true, maxRetries: 5 });
  rmSync(path.join(names.vms, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** A folder and all in it belong to the Mac's user, as if VBoxManage had run as that user. */
export function giveToUser(folder: string): void {
  chownSync(folder, macUser.uid, macUser.gid);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lchownSync(path.join(folder, file), macUser.uid, macUser.gid);
}
