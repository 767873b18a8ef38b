import type { SymptomId } from './catalogue.ts';

/** Where it is played with the shipped daemon: on the make-believe Mac, in the lab, or nowhere, with the reason. */
export type Played = 'stage' | 'lab' | `no: ${string}`;

export interface Coverage {
  readonly seenFrom: 'Mac' | 'guest' | 'shell';
  readonly played: Played;
  /** What `--fix` does, what with `--yes`, or why it is only named. */
  readonly mended: `yes: ${string}` | `consent: ${string}` | `no: ${string}`;
}

const row = (seenFrom: Coverage['seenFrom'], played: Played, mended: Coverage['mended']): Coverage => ({
  seenFrom,
  played,
  mended,
});

const forward = 'yes: Docker goes over the forward; what filters is left alone';
const parent =
  'no: no program changes the variables of the shell it was started from; the line to type is printed';
const macOnly = 'no: only a Mac has it; tested with its texts';

/** For each symptom of the catalogue: who sees it, where it is played, and whether `doctor --fix` mends it. */
export const coverage: Readonly<Record<SymptomId, Coverage>> = {
  ROUTE_EXISTS: row(
    'Mac',
    'no: Fairlead deletes before it adds; tested with the words of the system',
    'yes: deletes, then adds; where the system refuses all the same it is named',
  ),
  ROUTES_GONE_AFTER_VPN: row('Mac', 'stage', "yes: puts the route, or the adapter's address, back"),
  WRONG_VBOXNET: row('Mac', 'stage', 'yes: leads the route back to the adapter of the machine'),
  SUBNET_OVERLAP: row(
    'Mac',
    'stage',
    'no: another network means another machine; the forward carries Docker meanwhile',
  ),
  CIDR_COLLISION: row('Mac', 'stage', "no: the other interface is the VPN's"),
  GUEST_TIMEOUT_VPN: row('Mac', 'stage', 'yes: repairs the route, or goes over the forward'),
  CREATE_UNREACHABLE: row('Mac', 'stage', 'yes: goes with the route'),
  VPN_REDELETES: row('Mac', 'stage', 'yes: Docker goes over the forward; the route is not fought for'),
  VPN_PF_BLOCK: row('Mac', 'stage', forward),
  VPN_DROPS_ON_VM_START: row('Mac', 'stage', 'no: it is over; what helps is the order, machine first'),
  EXIT_NODE_BREAKS_VM_IP: row(
    'Mac',
    'no: the stage has no Tailscale; tested with its routes',
    'no: a setting of the VPN; the command is printed',
  ),
  LOCAL_NETWORK_PRIVACY: row(
    'Mac',
    'stage',
    'no: only a person may click it; the forward carries Docker meanwhile',
  ),
  SOCKET_FILTER: row('Mac', 'stage', 'no: an extension of the company; the forward carries Docker meanwhile'),
  PULSE_HOSTS_EDIT: row('Mac', 'stage', 'no: /etc/hosts belongs to root; the command is printed'),
  PROXY_FORBIDDEN: row('shell', 'stage', parent),
  MTU: row('guest', 'stage', 'no: a remark that need not hurt; a smaller MTU slows everything down'),
  DNS_IN_VM: row('guest', 'stage', 'no: needs a restart of the machine, which stops containers'),
  DNS_BRIDGE_BLOCKED: row('guest', 'stage', "no: which name server to trust is a person's to say"),
  CERT_NO_LOCALHOST: row('Mac', 'stage', 'consent: gives the engine a new certificate'),
  CERT_NO_127: row('shell', 'stage', parent),
  CERT_OLD_IP: row('Mac', 'stage', 'consent: gives the engine a new certificate'),
  CERT_B2D_SELF: row('Mac', 'stage', 'consent: gives the engine a new certificate'),
  CERT_EXPIRED: row(
    'Mac',
    'stage',
    'consent: gives the engine a new certificate; an ended CA: fairlead certs renew --ca',
  ),
  CERT_NOT_YET_VALID: row('guest', 'stage', 'yes: sets the clock of the machine'),
  TLS_BAD_CERT: row(
    'Mac',
    'lab',
    'consent: gives the engine the CA of the store, and a certificate of it; a clock is set without',
  ),
  TLS_UNKNOWN_CA: row(
    'Mac',
    'stage',
    "yes: brings old copies up to the store's; consent: an engine of another CA gets a certificate of this one",
  ),
  TLS_PLAIN: row('shell', 'stage', parent),
  ENV_TLS_CHECK: row('Mac', 'stage', 'yes: goes with the route'),
  TLS_DIAL_TIMEOUT: row('Mac', 'stage', forward),
  NO_SOCKET: row('shell', 'stage', parent),
  ENV_HANGS: row('Mac', 'stage', "no: a start file is its owner's; the line to put there is printed"),
  ENV_STALE_IP: row('shell', 'stage', parent),
  ENV_BEATS_CONTEXT: row('shell', 'stage', parent),
  SOCKET_PATH_LONG: row(
    'Mac',
    'no: a daemon does not start in such a home, and says so',
    "no: the folder is a person's to choose",
  ),
  HOST_NOT_RUNNING: row('Mac', 'stage', 'no: a machine may be meant to be off; the command is printed'),
  DAEMON_NOT_LISTENING: row(
    'guest',
    'stage',
    'yes: starts an engine that is stopped; of a full disk only a person knows what may go',
  ),
  RESTART_RACE: row('guest', 'stage', 'yes: starts the engine again'),
  STATE_TIMEOUT: row(
    'Mac',
    'no: waits for the time limit of VBoxManage; tested with its text',
    'no: ending VBoxSVC may end machines with it',
  ),
  AFTER_SLEEP: row('guest', 'stage', 'yes: sets the clock of the machine'),
  SSH_KEY_OPEN: row('Mac', 'stage', 'yes: chmod 600'),
  SSH_255: row(
    'guest',
    'stage',
    "yes: adds the NAT rule for SSH where it is lost; else no: a new key is a person's to trust, a restart writes the rule anew",
  ),
  NATPF_NAME: row(
    'Mac',
    'stage',
    "yes: makes a rule of Fairlead's anew; else no: nobody else's rule is removed",
  ),
  NATPF_PORT: row('Mac', 'stage', "yes: moves a rule of Fairlead's; else no: nobody else's rule is removed"),
  NATPF_OPEN: row('Mac', 'stage', 'no: somebody made it so; the command is printed'),
  PORT_BUSY: row('Mac', 'stage', 'yes: moves the forward to another port'),
  VM_LOCKED: row('Mac', 'stage', "no: the window that holds the lock is a person's"),
  NOT_READY: row('Mac', 'stage', 'yes: waits for the machine, a minute at most, and looks again'),
  DUP_ADAPTER: row(
    'Mac',
    'stage',
    'no: a machine of another program may be on it; the command is printed where no known one is',
  ),
  ADAPTER_INVISIBLE: row(
    'Mac',
    macOnly,
    'no: needs root, and all machines stopped: fairlead vbox restart-drivers',
  ),
  RANGE_DENIED: row(
    'Mac',
    'stage',
    'no: /etc/vbox/networks.conf belongs to root; once it allows the range, --fix gives the address',
  ),
  VBOX7_HOSTONLY: row('Mac', 'stage', 'no: the machine has to be off; the forward carries Docker meanwhile'),
  DHCP_MISMATCH: row('Mac', 'stage', 'no: some have it off on purpose; the command is printed'),
  BOOTPD_FIREWALL: row('Mac', macOnly, 'no: the firewall belongs to root; the command is printed'),
};
