import * as z from 'zod';
import { advisoryCodes } from './advisory.ts';

/** The one description of the world that CLI, tray, panel and notifications show. Times are ISO 8601. */

const time = z.iso.datetime();

export const Fix = z.strictObject({
  label: z.string(),
  /** What to type for it. */
  command: z.string(),
});

export const Advisory = z.strictObject({
  code: z.enum(advisoryCodes),
  severity: z.enum(['info', 'warning', 'error']),
  /** Absent when it concerns the whole computer. */
  machine: z.string().optional(),
  title: z.string(),
  sentence: z.string(),
  since: time,
  /** Row, device, gateway, owner and the like, as far as they are known. */
  evidence: z.array(z.string()),
  fix: Fix.optional(),
});
export type Advisory = z.output<typeof Advisory>;

export const VpnView = z.strictObject({
  name: z.string(),
  interface: z.string().optional(),
  evidence: z.string(),
  since: time,
  /** Networks it routes into its interface, as CIDR; at most 64. */
  networks: z.array(z.string()),
  takesRoutesBack: z.boolean(),
});
export type VpnView = z.output<typeof VpnView>;

export const RouteView = z.strictObject({
  kind: z.enum(['own', 'taken', 'lost', 'no-network', 'unknown']),
  /** The row that carries the guest IP. */
  destination: z.string().optional(),
  interface: z.string().optional(),
  gateway: z.string().optional(),
});

export const CertificateView = z.strictObject({
  names: z.array(z.string()),
  issuer: z.string(),
  subject: z.string(),
  notBefore: time,
  notAfter: time,
  fingerprint: z.string(),
  /** Valid for tcp://localhost or tcp://127.0.0.1. */
  suitsLocalhost: z.boolean(),
  state: z.enum([
    'good',
    'lacks-localhost',
    'old-address',
    'expiring',
    'expired',
    'not-yet-valid',
    'foreign',
  ]),
});
export type CertificateView = z.output<typeof CertificateView>;

export const PathView = z.strictObject({
  kind: z.enum(['answers', 'unwell', 'stranger', 'refused', 'silent', 'unreachable', 'absent', 'untried']),
  latencyMs: z.number().optional(),
  detail: z.string().optional(),
});
export type PathView = z.output<typeof PathView>;

/** The Docker context that points at the machine's endpoint. */
export const ContextView = z.strictObject({
  name: z.string(),
  /**
   * ready: written, and right. foreign: somebody else has a context of that name, which is left alone.
   * failed: it could not be written. absent: not wanted, or the machine has no endpoint.
   */
  state: z.enum(['ready', 'foreign', 'failed', 'absent']),
  /** Whether it is the one that new shells use. */
  selected: z.boolean(),
  detail: z.string().optional(),
});
export type ContextView = z.output<typeof ContextView>;

/** A port that a container publishes, and whether it is to be had on this computer. */
export const PublishedPort = z.strictObject({
  container: z.string(),
  protocol: z.enum(['tcp', 'udp', 'sctp']),
  /** On 127.0.0.1 of this computer; the same number as in the machine. */
  localPort: z.int(),
  machinePort: z.int(),
  state: z.enum(['open', 'taken', 'not-carried']),
  /** For `taken`: who has the local port. */
  holder: z.string().optional(),
  /** Why it is not open, in words. */
  detail: z.string().optional(),
});
export type PublishedPort = z.output<typeof PublishedPort>;

export const MachineView = z.strictObject({
  name: z.string(),
  driver: z.string(),
  state: z.enum(['running', 'paused', 'off', 'saved', 'changing', 'crashed', 'missing', 'unknown', 'broken']),
  guestIp: z.string().optional(),
  network: z.string().optional(),
  networkInterface: z.string().optional(),
  /** What carries Docker now. */
  path: z.enum(['direct', 'forward', 'tunnel', 'none']),
  /** DOCKER_HOST for what carries Docker now, or, while nothing does, for what is most likely to. */
  dockerHost: z.string().optional(),
  /** DOCKER_HOST that stays valid when a VPN comes and goes: the forward, where it suits the certificate. */
  steadyHost: z.string().optional(),
  /** DOCKER_CERT_PATH: the folder with ca.pem, cert.pem and key.pem. */
  certPath: z.string().optional(),
  /** Its folder in the store. */
  directory: z.string().optional(),
  direct: PathView,
  forward: PathView.extend({
    /** `127.0.0.1:2376`. */
    address: z.string().optional(),
    rule: z.string().optional(),
    /** Whether the rule is ours to remove. */
    ours: z.boolean().optional(),
  }),
  /** The same through an SSH connection; absent while none is needed. */
  tunnel: PathView.optional(),
  /** The local socket that stays whatever the path; absent without a daemon, or when it is switched off. */
  endpoint: z
    .strictObject({
      /** Path of the Unix socket. */
      socket: z.string(),
      /** What a new connection is carried over. */
      carriedBy: z.enum(['direct', 'forward', 'tunnel', 'none']),
      /** Open connections when the snapshot was made; a change of it alone makes no new one. */
      connections: z.int(),
      /** Why nobody can connect. */
      problem: z.string().optional(),
    })
    .optional(),
  route: RouteView,
  certificate: CertificateView.optional(),
  engine: z
    .strictObject({
      version: z.string(),
      containers: z.array(z.strictObject({ id: z.string(), name: z.string(), image: z.string() })),
      liveRestore: z.boolean(),
    })
    .optional(),
  context: ContextView.optional(),
  /** Absent while `ports.publish` is off. */
  publishedPorts: z.array(PublishedPort).optional(),
  /** The row of the decision table that matched: docs/decisions.md. */
  decision: z.strictObject({ because: z.string(), does: z.string() }),
  /** What is being done right now, in words. */
  working: z.string().optional(),
});
export type MachineView = z.output<typeof MachineView>;

/** One line of the timeline. */
export const Happening = z.strictObject({
  at: time,
  machine: z.string().optional(),
  /** noticed: the world changed · decided: what and why · did: a step and what came of it. */
  kind: z.enum(['noticed', 'decided', 'did']),
  text: z.string(),
  /** For `did`: how long it took. */
  ms: z.number().optional(),
  ok: z.boolean().optional(),
});
export type Happening = z.output<typeof Happening>;

export const Snapshot = z.strictObject({
  /** Grows by one with every change; starts at 1 with each daemon. */
  revision: z.int(),
  at: time,
  state: z.enum(['ok', 'working', 'degraded', 'broken', 'off']),
  /** The whole situation in one sentence. */
  sentence: z.string(),
  daemon: z.strictObject({
    /** Absent when no daemon runs and the command looked for itself. */
    pid: z.int().optional(),
    version: z.string(),
    startedAt: time,
    home: z.string(),
    platform: z.string(),
    autoRepair: z.boolean(),
  }),
  routePermission: z.enum(['granted', 'refused', 'unknown']),
  vpns: z.array(VpnView),
  machines: z.array(MachineView),
  advisories: z.array(Advisory),
  /** Newest last, at most 200. */
  timeline: z.array(Happening),
});
export type Snapshot = z.output<typeof Snapshot>;
