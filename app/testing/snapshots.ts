import type { CertificateView, MachineView, Snapshot } from '../../shared/snapshot.ts';

/** Snapshots for tests, all at one fixed moment. */
export const moment = '2026-03-14T09:26:53.000Z';

const goodCertificate: CertificateView = {
  names: ['localhost', '127.0.0.1', '192.168.99.100'],
  issuer: 'O=somebody',
  subject: 'O=somebody.default',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2028-06-05T00:00:00.000Z',
  fingerprint: 'ab'.repeat(32),
  suitsLocalhost: true,
  state: 'good',
};

export function machineView(differing: Partial<MachineView> = {}): MachineView {
  return {
    name: 'default',
    driver: 'virtualbox',
    state: 'running',
    guestIp: '192.168.99.100',
    network: '192.168.99.0/24',
    networkInterface: 'vboxnet0',
    path: 'direct',
    dockerHost: 'tcp://192.168.99.100:2376',
    certPath: '/Users/somebody/.docker/machine/machines/default',
    directory: '/Users/somebody/.docker/machine/machines/default',
    direct: { kind: 'answers', latencyMs: 4 },
    forward: {
      kind: 'answers',
      latencyMs: 3,
      address: '127.0.0.1:2376',
      rule: 'fairlead-docker',
      ours: true,
    },
    route: { kind: 'own', destination: '192.168.99.0/24', interface: 'vboxnet0' },
    certificate: goodCertificate,
    decision: { because: 'the direct path works', does: 'nothing' },
    ...differing,
  };
}

export function snapshot(differing: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 1,
    at: moment,
    state: 'ok',
    sentence: 'Docker is reachable.',
    daemon: {
      pid: 4711,
      version: '0.1.0',
      startedAt: moment,
      home: '/Users/somebody/.fairlead',
      platform: 'macos',
      autoRepair: true,
    },
    routePermission: 'granted',
    vpns: [],
    machines: [machineView()],
    advisories: [],
    timeline: [],
    ...differing,
  };
}

/** A VPN holds the route, the forward carries Docker. */
export function hijacked(): Snapshot {
  return snapshot({
    revision: 7,
    state: 'degraded',
    sentence: 'Docker is reachable over localhost because Cisco AnyConnect took 192.168.99.0/24.',
    vpns: [
      {
        name: 'Cisco AnyConnect',
        interface: 'utun2',
        evidence: 'scutil key',
        since: moment,
        networks: ['192.168.99.0/24'],
        takesRoutesBack: true,
      },
    ],
    machines: [
      machineView({
        path: 'forward',
        dockerHost: 'tcp://127.0.0.1:2376',
        direct: { kind: 'silent' },
        route: { kind: 'taken', destination: '192.168.99.0/24', interface: 'utun2', gateway: '10.8.0.1' },
      }),
    ],
    advisories: [
      {
        code: 'route-taken',
        severity: 'warning',
        machine: 'default',
        title: 'A VPN took the route to Docker',
        sentence: 'Cisco AnyConnect routes 192.168.99.0/24 into utun2, so 192.168.99.100 is out of reach.',
        since: moment,
        evidence: ['192.168.99 10.8.0.1 UGSc utun2'],
        fix: { label: 'Put the route back', command: 'fairlead route repair default' },
      },
    ],
    timeline: [
      { at: moment, machine: 'default', kind: 'noticed', text: 'utun2 took 192.168.99.0/24' },
      { at: moment, machine: 'default', kind: 'decided', text: 'use the forward, because it answers' },
      { at: moment, machine: 'default', kind: 'did', text: 'switched to the forward', ms: 42, ok: true },
    ],
  });
}
