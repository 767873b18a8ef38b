/** What a daemon says besides snapshots, for the pictures of the pages that ask for more. */
import type { Out } from '../../shared/control/contract.ts';
import { moment } from '../../app/testing/snapshots.ts';

const at = (secondsBefore: number): string =>
  new Date(Date.parse(moment) - secondsBefore * 1000).toISOString();

export const permission: Out<'sudoers'> = {
  path: '/etc/sudoers.d/fairlead',
  text: 'somebody ALL=(root) NOPASSWD:NOSETENV: /sbin/route -n add -net 192.168.99.0/24 -interface vboxnet0\n',
  state: 'absent',
  differences: [],
  offer: true,
  why: 'When a VPN takes the route to a machine, Fairlead can put it back only as root; these exact commands, and no others, are allowed without a password.',
  command: 'fairlead sudoers --install',
};

export const findings: Out<'doctor'> = {
  ok: false,
  sentence: '2 things are wrong here; Fairlead can mend one of them.',
  findings: [
    {
      id: 'CERT_EXPIRED',
      severity: 'error',
      machine: 'default',
      title: "The engine's certificate has expired",
      sentence: 'It ended 3 days ago; a new one needs a restart of the engine.',
      evidence: ['notAfter 2026-03-11'],
      remedies: [
        {
          does: 'renew it',
          command: 'fairlead certs renew default --restart-engine',
          needsRoot: false,
          disruptive: true,
        },
      ],
      links: [],
      mends: 'with-consent',
    },
    {
      id: 'GUEST_TIMEOUT_VPN',
      severity: 'warning',
      machine: 'default',
      title: 'A VPN took the route to Docker',
      sentence: 'Cisco AnyConnect routes 192.168.99.0/24 into utun2, so 192.168.99.100 is out of reach.',
      evidence: ['192.168.99 10.8.0.1 UGSc utun2', 'route -n get 192.168.99.100: interface utun2'],
      remedies: [
        {
          does: 'put the route back',
          command: 'fairlead route repair default',
          needsRoot: true,
          disruptive: false,
        },
        {
          does: 'use the forward meanwhile',
          command: 'eval "$(fairlead env)"',
          needsRoot: false,
          disruptive: false,
        },
      ],
      links: ['https://docs.docker.com/engine/security/protect-access/'],
      mends: 'now',
    },
  ],
  checks: [
    { name: 'permissions of the store', state: 'fine' },
    { name: 'clock of the machine', state: 'unchecked', reason: 'SSH does not answer' },
    { name: 'served certificate', state: 'found' },
    { name: 'variables of the shell', state: 'not-applicable', reason: 'asked by the daemon' },
  ],
};

export const journal: Out<'journal'> = [
  {
    id: 'j1',
    at: at(86_400 + 4210),
    state: 'done',
    kind: 'guest-certificate',
    machine: 'default',
    description: 'delivered a certificate for localhost, 127.0.0.1 and 192.168.99.100',
    undoable: true,
    undo: 'the certificate before, in the machine and in the store; the engine restarts',
  },
  {
    id: 'j2',
    at: at(4209),
    state: 'done',
    kind: 'nat-rule',
    machine: 'default',
    description: 'added the NAT rule fairlead-docker: 127.0.0.1:2376 to port 2376',
    undoable: true,
    undo: 'the rule is removed, or added again',
  },
  {
    id: 'j3',
    at: at(900),
    state: 'undone',
    kind: 'settings',
    description: 'changed the setting notifications from important to all',
    undoable: false,
    undo: 'the value before',
  },
  {
    id: 'j4',
    at: at(2),
    state: 'failed',
    kind: 'route',
    machine: 'default',
    description: 'put the route for 192.168.99.0/24 back over vboxnet0',
    undoable: false,
    undo: 'the rows that were removed come back, while their tunnel is there',
  },
];

export const undoing: Out<'undo'> = {
  ok: true,
  sentence: 'This would be put back, newest first:',
  entries: [
    {
      id: 'j2',
      description: 'added the NAT rule fairlead-docker: 127.0.0.1:2376 to port 2376',
      outcome: 'would',
      text: 'remove the rule fairlead-docker',
    },
    {
      id: 'j1',
      description: 'delivered a certificate for localhost, 127.0.0.1 and 192.168.99.100',
      outcome: 'changed',
      text: 'the engine has been given another certificate since',
    },
  ],
};

export const explained: Out<'explain'> = {
  sentence: 'A VPN most likely holds the route to the machine.',
  matches: [
    {
      id: 'GUEST_TIMEOUT_VPN',
      title: 'The machine does not answer under a VPN',
      certainty: 'likely',
      cause: 'Packets for 192.168.99.100 go into the tunnel of the VPN, where nobody answers.',
      quote: 'i/o timeout',
      now: 'yes',
      evidence: ['192.168.99 10.8.0.1 UGSc utun2'],
      remedies: [{ does: 'bring Docker back', command: 'fairlead fix', needsRoot: false, disruptive: false }],
      links: [],
    },
  ],
  remarks: [],
  parameters: {},
  next: 'fairlead doctor',
};
