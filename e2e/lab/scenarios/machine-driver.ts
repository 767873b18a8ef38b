/**
 * The calls docker-machine 0.16.2's virtualbox driver and its boot2docker provisioner make, in their order and
 * with their words, made by the Mac's user: VBoxManage, and the ssh command with its options. What they look for
 * in the answers is looked for in the same way.
 */
import { createServer } from 'node:net';
import path from 'node:path';
import type { MadeMachine } from '../../../app/testing/make-store.ts';
import { until } from '../command.ts';
import { diskHead } from '../disk.ts';
import type { Lab } from '../lab.ts';

const diskBytes = 64 * 2 ** 20;

export class MachineDriver {
  readonly #lab: Lab;
  readonly #name: string;
  readonly #folder: string;
  readonly #made: MadeMachine;

  /** `made`: what docker-machine has written into the store when the driver's turn comes. */
  constructor(lab: Lab, made: MadeMachine) {
    this.#lab = lab;
    this.#made = made;
    this.#name = made.machine.name;
    this.#folder = made.machine.directory;
  }

  async create(): Promise<void> {
    const [name, folder] = [this.#name, this.#folder];
    const [major = 0, minor = 0] = (await this.vbox('--version')).trim().split('.').map(Number);
    if (major < 5 || Number.isNaN(minor)) throw new Error('docker-machine supports VirtualBox from 5 on');
    await this.vbox('list', 'hostonlyifs');
    const disk = path.join(folder, 'disk.vmdk');
    const head = diskHead(this.#made.authorizedKey).toString('latin1');
    const zeros = '\0'.repeat(diskBytes - head.length);
    await this.#vboxWith(
      head + zeros,
      'convertfromraw',
      'stdin',
      disk,
      String(diskBytes),
      '--format',
      'VMDK',
    );
    const created = await this.vbox('createvm', '--basefolder', folder, '--name', name, '--register');
    if (!created.includes(`Virtual machine '${name}' is created and registered.`)) throw new Error(created);
    await this.vbox('modifyvm', name, ...modifications);
    await this.vbox('modifyvm', name, '--nic1', 'nat', '--nictype1', '82540EM', '--cableconnected1', 'on');
    await this.vbox('storagectl', name, '--name', 'SATA', '--add', 'sata', '--hostiocache', 'on');
    const slot = ['storageattach', name, '--storagectl', 'SATA'];
    const image = path.join(folder, 'boot2docker.iso');
    await this.vbox(...slot, '--port', '0', '--device', '0', '--type', 'dvddrive', '--medium', image);
    await this.vbox(...slot, '--port', '1', '--device', '0', '--type', 'hdd', '--medium', disk);
    for (const key of ['MountPrefix', 'MountDir'])
      await this.vbox('guestproperty', 'set', name, `/VirtualBox/GuestAdd/SharedFolders/${key}`, '/');
    const share = ['--name', 'hosthome', '--hostpath', '/home', '--automount'];
    await this.vbox('sharedfolder', 'add', name, ...share);
    await this.vbox(
      ...['setextradata', name, 'VBoxInternal2/SharedFoldersEnableSymlinksCreate/hosthome', '1'],
    );
    await this.start();
  }

  /** Resolves with the address the guest has. */
  async start(): Promise<string> {
    if ((await this.state()) === 'poweroff') await this.#setUpHostOnly();
    const name = this.#name;
    const { port } = this.#made.machine.ssh;
    await freePort(port);
    // The first time there is no such rule, and docker-machine does not mind.
    await this.#ask(['modifyvm', name, '--natpf1', 'delete', 'ssh']);
    await this.vbox('modifyvm', name, '--natpf1', `ssh,tcp,127.0.0.1,${port},,22`);
    await this.vbox('startvm', name, '--type', 'headless');
    const log = path.join(this.#folder, name, 'Logs/VBox.log');
    const read = await this.#lab.onMac(['cat', log]);
    if (read.exitCode !== 0 || read.stdout.includes('VT-x is disabled')) throw new Error(read.stderr);
    await until('sshd answers', 30_000, async () =>
      (await this.ssh('exit 0').catch(() => undefined)) === undefined ? undefined : true,
    );
    const address = await this.address();
    await this.vbox('list', 'hostonlyifs');
    return address;
  }

  async stop(): Promise<void> {
    await this.vbox('controlvm', this.#name, 'acpipowerbutton');
    await until('the VM ends', 30_000, async () => ((await this.state()) === 'running' ? undefined : true));
  }

  async remove(): Promise<void> {
    if ((await this.state()) === 'running') await this.vbox('controlvm', this.#name, 'poweroff');
    await this.vbox('unregistervm', '--delete', this.#name);
    const gone = await this.#ask(['showvminfo', this.#name, '--machinereadable']);
    if (!/Could not find a registered machine named '(.+)'/.test(gone.stderr)) throw new Error(gone.stderr);
    await this.#lab.onMac(['rm', '-r', this.#folder]);
  }

  async state(): Promise<string> {
    const told = await this.vbox('showvminfo', this.#name, '--machinereadable');
    return /^VMState="(\w+)"/m.exec(told)?.[1] ?? '';
  }

  /** By the MAC address of the host-only card, in what `ip addr show` prints in the guest. */
  async address(): Promise<string> {
    const told = await this.vbox('showvminfo', this.#name, '--machinereadable');
    const card = /^hostonlyadapter(\d+)/m.exec(told)?.[1] ?? '';
    const mac = new RegExp(`^macaddress${card}="(.*)"`, 'm').exec(told)?.[1]?.toLowerCase();
    let ours = false;
    for (const line of (await this.ssh('ip addr show')).split('\n').map((text) => text.trim())) {
      const [word = '', value = ''] = line.split(' ');
      if (word.startsWith('link') && value.replaceAll(':', '') === mac) ours = true;
      else if (word === 'inet' && ours) return value.slice(0, value.indexOf('/'));
    }
    throw new Error(`Could not find matching IP for MAC address ${mac ?? ''}`);
  }

  /** Certificates and options of the engine, as for a boot2docker machine. */
  async provision(): Promise<void> {
    const home = '/var/lib/boot2docker';
    const release = await this.ssh('cat /etc/os-release');
    if (!/^ID=boot2docker$/m.test(release)) throw new Error(`no boot2docker: ${release}`);
    await this.ssh(
      `sudo /usr/bin/sethostname ${this.#name} && echo "${this.#name}" | sudo tee ${home}/etc/hostname`,
    );
    await this.#untilEngineListens();
    await this.ssh(`sudo mkdir -p ${home}`);
    await this.ssh('sudo /etc/init.d/docker stop');
    await this.ssh('if [ ! -z "$(ip link show docker0)" ]; then sudo ip link delete docker0; fi');
    const { caPem, serverPem, serverKeyPem } = this.#made;
    for (const [file, pem] of Object.entries({
      'ca.pem': caPem,
      'server.pem': serverPem,
      'server-key.pem': serverKeyPem,
    }))
      await this.ssh(`printf '%s' '${pem}' | sudo tee ${home}/${file}`);
    await this.ssh(`sudo mkdir -p ${home} && printf %s "${profile}" | sudo tee ${home}/profile`);
    await this.ssh('sudo /etc/init.d/docker start');
    await this.#untilEngineListens();
  }

  async vbox(...words: readonly string[]): Promise<string> {
    return this.#vboxWith('', ...words);
  }

  /** The external client, told to trust nothing but the machine's key. */
  async ssh(command: string): Promise<string> {
    const { keyPath, port } = this.#made.machine.ssh;
    const answer = await this.#lab.onMac([
      ...['ssh', '-F', '/dev/null', ...sshOptions.flatMap((option) => ['-o', option]), 'docker@127.0.0.1'],
      ...['-o', 'IdentitiesOnly=yes', '-i', keyPath, '-p', String(port), command],
    ]);
    if (answer.exitCode !== 0) throw new Error(`ssh command error: ${command}: ${answer.stderr}`);
    return answer.stdout;
  }

  async #setUpHostOnly(): Promise<void> {
    const known = await this.vbox('list', 'hostonlyifs');
    const adapter = /^Name:\s+(\S+)$/m.exec(known)?.[1] ?? '';
    const servers = await this.vbox('list', 'dhcpservers');
    const network = `HostInterfaceNetworking-${adapter}`;
    const verb = servers.includes(network) ? 'modify' : 'add';
    const server = ['--ip', '192.168.99.6', '--netmask', '255.255.255.0'];
    const range = ['--lowerip', '192.168.99.100', '--upperip', '192.168.99.254', '--enable'];
    await this.vbox('dhcpserver', verb, '--netname', network, ...server, ...range);
    await this.vbox(
      ...['modifyvm', this.#name, '--nic2', 'hostonly', '--nictype2', '82540EM', '--nicpromisc2', 'deny'],
      ...['--hostonlyadapter2', adapter, '--cableconnected2', 'on'],
    );
  }

  #untilEngineListens(): Promise<true> {
    const look = 'if ! type netstat 1>/dev/null; then ss -tln; else netstat -tln; fi';
    return until('the Docker daemon listens', 30_000, async () =>
      /:2376\s+.*:.*/.test(await this.ssh(look)) ? true : undefined,
    );
  }

  async #vboxWith(stdin: string, ...words: readonly string[]): Promise<string> {
    const answer = await this.#ask(words, stdin);
    // Some versions complain and end with status 0.
    if (answer.exitCode !== 0 || answer.stderr.includes('error:'))
      throw new Error(`VBoxManage ${words.join(' ')} failed:\n${answer.stderr}`);
    return answer.stdout;
  }

  #ask(words: readonly string[], stdin = '') {
    return this.#lab.onMac([path.join(this.#lab.names.bin, 'VBoxManage'), ...words], { stdin });
  }
}

const modifications: readonly string[] = [
  ...['--firmware', 'bios', '--bioslogofadein', 'off', '--bioslogofadeout', 'off'],
  ...['--bioslogodisplaytime', '0', '--biosbootmenu', 'disabled', '--ostype', 'Linux26_64'],
  ...['--cpus', '1', '--memory', '1024', '--acpi', 'on', '--ioapic', 'on', '--rtcuseutc', 'on'],
  ...['--natdnshostresolver1', 'off', '--natdnsproxy1', 'on', '--cpuhotplug', 'off', '--pae', 'on'],
  ...['--hpet', 'on', '--hwvirtex', 'on', '--nestedpaging', 'on', '--largepages', 'on', '--vtxvpid', 'on'],
  ...['--accelerate3d', 'off', '--boot1', 'dvd'],
];

const sshOptions: readonly string[] = [
  ...['ConnectionAttempts=3', 'ConnectTimeout=10', 'ControlMaster=no', 'ControlPath=none', 'LogLevel=quiet'],
  ...['PasswordAuthentication=no', 'ServerAliveInterval=60', 'StrictHostKeyChecking=no'],
  'UserKnownHostsFile=/dev/null',
];

const profile = `
EXTRA_ARGS='
--label provider=virtualbox

'
CACERT=/var/lib/boot2docker/ca.pem
DOCKER_HOST='-H tcp://0.0.0.0:2376'
DOCKER_STORAGE=overlay2
DOCKER_TLS=auto
SERVERKEY=/var/lib/boot2docker/server-key.pem
SERVERCERT=/var/lib/boot2docker/server.pem


`;

/** docker-machine binds the port it wants for itself before it gives it to the VM. */
function freePort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
