import {
  exact,
  issue,
  kitematicIssue,
  likely,
  machineIssue,
  minikubeIssue,
  remedies,
  remedy,
  toolboxIssue,
  vagrantIssue,
  type Symptom,
} from './symptom.ts';

/** Host-only networks of VirtualBox, and their kin of vmnet. */
export const hostOnlySymptoms = [
  {
    id: 'DUP_ADAPTER',
    title: 'Two host-only adapters have the same address',
    cause:
      'VirtualBox has several host-only adapters with {address}, and docker-machine does not start then.',
    message:
      'VirtualBox is configured with multiple host-only adapters with the same IP "192.168.99.1". Please remove one',
    phrases: [
      exact('multiple host.?only adapters with the same'),
      likely('(duplicate|multiple|two) (vboxnet|host.?only (adapter|interface|network))'),
    ],
    remedies: [
      remedy('see which is in use', { command: 'VBoxManage list hostonlyifs' }),
      remedy('and remove the other, if no VM is on it', { command: 'VBoxManage hostonlyif remove {unused}' }),
    ],
    links: [
      ...machineIssue(3584, 3008),
      ...toolboxIssue(391),
      ...minikubeIssue(3870),
      ...kitematicIssue(1500),
    ],
  },
  {
    id: 'ADAPTER_INVISIBLE',
    title: "VirtualBox's kernel extensions are not loaded",
    cause: 'Without them there is no host-only network. macOS asks for approval once, after an installation.',
    message:
      'VBoxNetAdpCtl: Error while adding new interface: failed to open /dev/vboxnetctl: No such file or directory',
    phrases: [
      exact('host.?only adapter we just created is not visible'),
      exact('/dev/vboxnetctl'),
      exact('VBoxNetAdpCtl: Error'),
      exact(
        'VERR_SUPDRV_COMPONENT_NOT_FOUND|VERR_INTNET_FLT_IF_NOT_FOUND|VERR_VM_DRIVER_\\w+|VERR_SUPLIB_\\w+',
      ),
      likely('Nonexistent host networking interface'),
      likely('Kernel driver not installed|kernel (modules?|driver) (is|are) not loaded|rc=-19(08|09)'),
      likely('Failed to (open/create|create) the (internal network|host.?only (adapter|network|interface))', {
        without: 'no longer supported|E_NOTIMPL|80004001',
      }),
      likely('(ifconfig: )?interface vboxnet\\d+:? does not exist'),
      likely('vboxnet\\d+.{0,30}is not a Host.?Only Adapter interface'),
      likely('system (software|extension).{0,60}(blocked|Oracle America)'),
      likely('HostNetworkInterface.{0,200}NS_ERROR_FAILURE|NS_ERROR_FAILURE.{0,200}HostNetworkInterface'),
    ],
    advisories: ['host-address-missing'],
    remedies: [
      remedy('approve Oracle America in System Settings, Privacy & Security, and restart the Mac'),
      remedies.restartDrivers,
      remedies.forward,
    ],
    links: [...machineIssue(4066), ...vagrantIssue(12967)],
  },
  {
    id: 'RANGE_DENIED',
    title: 'VirtualBox does not allow this host-only address',
    cause:
      'From 6.1.28 on VirtualBox allows only 192.168.56.0/21, unless /etc/vbox/networks.conf lists more. docker-machine uses 192.168.99.1.',
    message: 'VBoxManage: error: Code E_ACCESSDENIED (0x80070005) … Context: "EnableStaticIPConfig(…)"',
    phrases: [
      exact('(E_ACCESSDENIED|0x80070005).{0,600}EnableStaticIPConfig'),
      exact('EnableStaticIPConfig.{0,600}(E_ACCESSDENIED|0x80070005)'),
      exact('(host.?only network|IP address).{0,80}not within the allowed ranges'),
      likely('/etc/vbox/networks\\.conf'),
      likely('EnableStaticIPConfig'),
      likely('(E_ACCESSDENIED|0x80070005).{0,400}HostNetworkInterface'),
      likely('HostNetworkInterface.{0,400}(E_ACCESSDENIED|0x80070005)'),
    ],
    advisories: ['network-range-refused'],
    remedies: [
      remedy('allow the range', {
        command: "sudo mkdir -p /etc/vbox && echo '* 192.168.0.0/16' | sudo tee -a /etc/vbox/networks.conf",
        needsRoot: true,
      }),
      remedy('then let Fairlead try again', { command: 'fairlead fix {machine}' }),
      remedy('or use a network inside 192.168.56.0/21', {
        command: 'fairlead create --virtualbox-hostonly-cidr 192.168.60.1/24 {machine}-2',
      }),
    ],
    links: [...minikubeIssue(12764, 12811, 13411)],
  },
  {
    id: 'VBOX7_HOSTONLY',
    title: 'VirtualBox 7 has no host-only adapters on macOS',
    cause: 'They were replaced by host-only networks, which docker-machine does not know.',
    message: "Host-only adapters are no longer supported! … 'Legacy vboxnet0 Network'",
    phrases: [
      exact('Host.?only adapters are no longer supported'),
      exact('Legacy vboxnet\\d+ Network'),
      likely('hostonly(if|.?adapter).{0,200}(E_NOTIMPL|0x80004001|not (implemented|supported))'),
      likely('(E_NOTIMPL|0x80004001).{0,200}(hostonly|HostNetworkInterface|host.only)'),
    ],
    remedies: [
      remedies.forward,
      remedy('or attach the machine to a host-only network (machine off)', {
        command:
          'VBoxManage hostonlynet add --name fairlead --netmask 255.255.255.0 --lower-ip 192.168.60.1 --upper-ip 192.168.60.254 && VBoxManage modifyvm {machine} --nic2 hostonlynet --host-only-net2 fairlead',
        disruptive: true,
      }),
    ],
    links: [...vagrantIssue(12959), ...issue('StefanScherer/windows-docker-machine', 88)],
  },
  {
    id: 'DHCP_MISMATCH',
    title: 'The machine gets no address, or one outside the range',
    cause: "VirtualBox's DHCP server for the host-only network is off or has another range.",
    message: 'Error getting ip during provisioning: IP address is not set',
    phrases: [
      exact('DHCP server already exists'),
      exact('conflicting host only adapter with DHCP enabled'),
      likely('\\bIP address is not set\\b'),
      likely('Error getting (the )?(ip|IP)( address)?:? .{0,20}IP (address )?not found'),
      likely('(waiting for|getting|get) (an |the )?ip( address)?\\b.{0,160}Maximum number of retries', {
        without: 'leases',
      }),
      likely('Maximum number of retries.{0,60}waiting for an IP'),
      likely('(machine|driver|vm) (didn.t|did not) return (an )?(IP|address)'),
      likely(
        '(No IP address|Could not find (an? |a matching |matching )?IP( address)?) .{0,60}(found|MAC|host.?only|interface|machine)',
        { without: 'dhcp(d)?.{0,2}lease' },
      ),
      likely('host.?only adapter is corrupted'),
      likely('udhcpc: .{0,40}(no lease|failing|sending discover)'),
      likely('(address|ip).{0,60}outside .{0,30}(lease|dhcp) range'),
      likely('(host.?only|vboxnet\\d?).{0,60}dhcp.{0,60}(disabled|wrong|off|mismatch)'),
    ],
    remedies: [
      remedy('see what VirtualBox hands out', { command: 'VBoxManage list dhcpservers' }),
      remedy('switch it on', { command: 'VBoxManage dhcpserver modify --ifname {interface} --enable' }),
      remedy('or give it the range docker-machine does', {
        command:
          'VBoxManage dhcpserver modify --ifname {interface} --ip {net}.2 --netmask 255.255.255.0 --lowerip {net}.100 --upperip {net}.254 --enable',
      }),
      remedies.restartVm,
    ],
    links: [...machineIssue(1709), ...kitematicIssue(1193)],
  },
  {
    id: 'BOOTPD_FIREWALL',
    title: "The Mac's firewall keeps bootpd from handing out addresses",
    cause: 'Machines on vmnet get their address from /usr/libexec/bootpd, and the firewall blocks it.',
    message: 'IP address never found in dhcp leases file',
    phrases: [
      exact('bootpd'),
      exact('(IP address|IP|MAC).{0,60}(never|not) found in .{0,20}dhcp(d)?.{0,2}leases'),
      likely('/var/db/dhcpd_leases'),
      exact('IP (address )?not found for MAC .{0,40}DHCP leases?'),
      likely('DHCP lease for MAC'),
      likely('vmnet.{0,80}(no|without|get(s)? no) (ip )?address'),
      likely(
        '\\b(lima0|col0|vmnet|bridge1\\d\\d|socket_vmnet|--network-address)\\b.{0,120}\\b(no|without|never gets?) .{0,12}(IPv4|IP|address)',
        { beside: 'firewall' },
      ),
      likely('dhcp leases? file.{0,60}(not found|could not|no )'),
    ],
    remedies: [
      remedy('let bootpd through', {
        command:
          'sudo /usr/libexec/ApplicationFirewall/socketfilterfw --add /usr/libexec/bootpd && sudo /usr/libexec/ApplicationFirewall/socketfilterfw --unblock /usr/libexec/bootpd',
        needsRoot: true,
      }),
      remedies.restartVm,
    ],
    links: [...issue('lima-vm/socket_vmnet', 62), ...issue('lima-vm/lima', 1259)],
  },
] as const satisfies readonly Symptom[];
