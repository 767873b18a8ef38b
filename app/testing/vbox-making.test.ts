import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseShowVmInfo } from '../platform/virtualbox/show-vm-info.ts';
import { valueOf } from '../reading.ts';
import { playVBoxManage } from './memory-vboxmanage.ts';
import { vboxWorld } from './vbox-world.ts';

function emptyWorld() {
  const files = new Set(['/store/dev/boot2docker.iso', '/store/dev/disk.vmdk']);
  const world = vboxWorld({
    vms: new Map(),
    hostOnly: { adapters: [], dhcpServers: [] },
    fileExists: (file) => files.has(file),
  });
  return {
    world,
    run: (...words: readonly string[]) => playVBoxManage(world, words),
    must: (...words: readonly string[]): string => {
      const answer = playVBoxManage(world, words);
      assert.equal(answer.exitCode, 0, `${words.join(' ')}: ${answer.stderr}`);
      return answer.stdout;
    },
  };
}

test('a VM is put together, and showvminfo tells what of', () => {
  const { must } = emptyWorld();
  assert.equal(must('hostonlyif', 'create'), "Interface 'vboxnet0' was successfully created\n");
  must('hostonlyif', 'ipconfig', 'vboxnet0', '--ip', '192.168.99.1', '--netmask', '255.255.255.0');
  assert.match(
    must('createvm', '--basefolder', '/store/dev', '--name', 'dev', '--register'),
    /^Virtual machine 'dev' is created and registered\.\nUUID: [0-9a-f-]{36}\nSettings file: '\/store\/dev\/dev\/dev\.vbox'\n$/,
  );
  must('modifyvm', 'dev', '--cpus', '2', '--memory', '2048', '--nic1', 'nat');
  must('storagectl', 'dev', '--name', 'SATA', '--add', 'sata');
  const slot = ['storageattach', 'dev', '--storagectl', 'SATA', '--device', '0'];
  must(...slot, '--port', '0', '--type', 'dvddrive', '--medium', '/store/dev/boot2docker.iso');
  must(...slot, '--port', '1', '--type', 'hdd', '--medium', '/store/dev/disk.vmdk');
  must('modifyvm', 'dev', '--nic2', 'hostonly', '--hostonlyadapter2', 'vboxnet0');
  must('modifyvm', 'dev', '--natpf1', 'ssh,tcp,127.0.0.1,49417,,22');
  const told = must('showvminfo', 'dev', '--machinereadable');
  for (const line of ['memory=2048', 'cpus=2', 'VMState="poweroff"', '"SATA-1-0"="/store/dev/disk.vmdk"'])
    assert.ok(told.split('\n').includes(line), `${line} in\n${told}`);
  const vm = valueOf(parseShowVmInfo(told));
  assert.deepEqual(vm?.hostOnly, { kind: 'adapter', name: 'vboxnet0' });
  assert.equal(/^macaddress1="(.*)"$/m.exec(told)?.[1] === /^macaddress2="(.*)"$/m.exec(told)?.[1], false);
  assert.equal(must('list', 'vms').startsWith('"dev" {'), true);
  must('unregistervm', '--delete', 'dev');
  assert.equal(must('list', 'vms'), '');
});

test('what cannot be done is refused in the words of VirtualBox', () => {
  const { run, must } = emptyWorld();
  must('createvm', '--name', 'dev', '--basefolder', '/store/dev', '--register');
  const refused: readonly (readonly [RegExp, readonly string[]])[] = [
    [/error: Machine settings file '.*' already exists\n/, ['createvm', '--name', 'dev', '--register']],
    [/Could not find a registered machine named 'other'/, ['modifyvm', 'other', '--cpus', '1']],
    [/Unknown option: --cpu\b/, ['modifyvm', 'dev', '--cpu', '1']],
    [
      /Could not find a storage controller named 'SATA'/,
      ['storageattach', 'dev', '--storagectl', 'SATA', '--medium', '/store/dev/disk.vmdk'],
    ],
    [/network interface named 'vboxnet7' could not be found/, ['hostonlyif', 'remove', 'vboxnet7']],
    [/DHCP server does not exist/, ['dhcpserver', 'modify', '--netname', 'n', '--ip', '192.168.99.6']],
  ];
  for (const [words, command] of refused) {
    const answer = run(...command);
    assert.match(answer.stderr, words);
    assert.notEqual(answer.exitCode, 0);
  }
  must('storagectl', 'dev', '--name', 'SATA', '--add', 'sata');
  const absent = run('storageattach', 'dev', '--storagectl', 'SATA', '--medium', '/nowhere.vmdk');
  assert.match(absent.stderr, /Could not find file for the medium '\/nowhere\.vmdk' \(VERR_FILE_NOT_FOUND\)/);
  must('startvm', 'dev');
  assert.match(run('modifyvm', 'dev', '--cpus', '2').stderr, /already locked for a session/);
  assert.match(run('unregistervm', 'dev', '--delete').stderr, /Cannot unregister the machine 'dev' while/);
});

test('a DHCP server is listed in the form of its version', () => {
  const { world, must, run } = emptyWorld();
  const server = ['--netname', 'HostInterfaceNetworking-vboxnet0', '--ip', '192.168.99.6'];
  const range = ['--netmask', '255.255.255.0', '--lowerip', '192.168.99.100', '--upperip', '192.168.99.254'];
  must('dhcpserver', 'add', ...server, ...range, '--enable');
  assert.match(run('dhcpserver', 'add', ...server, ...range).stderr, /DHCP server already exists/);
  assert.match(must('list', 'dhcpservers'), /^Dhcpd IP: {8}192\.168\.99\.6$/m);
  world.version = '5.2.44r139111';
  assert.match(must('list', 'dhcpservers'), /^lowerIPAddress: {2}192\.168\.99\.100$/m);
  must('dhcpserver', 'modify', ...server, ...range, '--disable');
  assert.match(must('list', 'dhcpservers'), /^Enabled: {9}No$/m);
  must('dhcpserver', 'remove', '--netname', 'HostInterfaceNetworking-vboxnet0');
  assert.equal(must('list', 'dhcpservers'), '');
});
