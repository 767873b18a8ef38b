import * as z from 'zod';
import { command, query } from './method.ts';
import { VpnView } from '../snapshot.ts';

/** Answers of the methods behind the everyday commands. */

export const Overlap = z.strictObject({
  /** The host-only network, as CIDR, and the machines in it. */
  network: z.string(),
  machines: z.array(z.string()),
  /** Who else has addresses of it. */
  who: z.enum(['vpn', 'lan']),
  name: z.string(),
  interface: z.string(),
  /** Their network. */
  theirs: z.string(),
  /**
   * takes: the same network, a part of it or an address in it, so that packets go there. covers: a larger one, which
   * matters only when the own route is lost. shares: the local network of this computer has the same addresses.
   */
  how: z.enum(['takes', 'covers', 'shares']),
  sentence: z.string(),
  advice: z.string(),
});
export type Overlap = z.output<typeof Overlap>;

export const VpnReport = z.strictObject({
  vpns: z.array(VpnView),
  hostOnly: z.array(z.strictObject({ network: z.string(), machines: z.array(z.string()) })),
  overlaps: z.array(Overlap),
});
export type VpnReport = z.output<typeof VpnReport>;

export const Registry = z.strictObject({
  machine: z.string(),
  /** `registry.example:5000`. */
  registry: z.string(),
  subject: z.string(),
  notAfter: z.iso.datetime(),
  fingerprint: z.string(),
});
export type Registry = z.output<typeof Registry>;

export const RenewedClient = z.strictObject({
  notAfter: z.iso.datetime(),
  /** Files that hold the new certificate now. */
  files: z.array(z.string()),
  /** Machines whose folder holds another key, and was left alone. */
  leftAlone: z.array(z.string()),
});
export type RenewedClient = z.output<typeof RenewedClient>;

export const RenewedAuthority = z.strictObject({
  /** Whether every machine has it now. */
  ok: z.boolean(),
  sentence: z.string(),
  notAfter: z.iso.datetime(),
  /** False when an earlier renewal was gone on with. */
  issued: z.boolean(),
  machines: z.array(z.strictObject({ machine: z.string(), ok: z.boolean(), sentence: z.string() })),
  /** Files that hold the new client certificate. */
  files: z.array(z.string()),
});
export type RenewedAuthority = z.output<typeof RenewedAuthority>;

/** A host's name or address with or without a port, as it stands before the first slash of an image's name. */
export const registryName = z
  .string()
  .max(260)
  .regex(
    /^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,252}[a-zA-Z0-9])?(:[1-9]\d{0,4})?$/,
    'must be a host name with or without a port: registry.example:5000',
  );

const machine = z.string().max(200).optional();
const someMachine = z.strictObject({ machine });

export const everyday = {
  vpn: query({
    path: 'vpn',
    summary: 'What VPNs are up, and where their networks and those of this LAN meet host-only networks.',
    input: z.strictObject({}),
    output: VpnReport,
  }),
  registries: query({
    path: 'registries',
    summary: "Registries whose CA certificate is installed in the machines' engines.",
    input: someMachine,
    output: z.array(Registry),
  }),
  trustRegistry: command({
    path: 'registries/trust',
    summary: "Install a registry's CA certificate in a machine's engine, so that it stays after a reboot.",
    input: z.strictObject({
      machine,
      registry: registryName,
      pem: z.string().max(100_000).describe('The CA certificate, PEM.'),
    }),
    output: z.array(Registry),
  }),
  untrustRegistry: command({
    path: 'registries/untrust',
    summary: "Take a registry's CA certificate away again.",
    input: z.strictObject({ machine, registry: registryName }),
    output: z.array(Registry),
  }),
  renewAuthority: command({
    path: 'certificates/renew-authority',
    summary: "Renew the store's CA for its key, with all machines' certificates and the client's.",
    input: z.strictObject({
      machine,
      restartEngine: z.boolean().default(false).describe('Whether containers may stop.'),
      dryRun: z.boolean().default(false).describe('Only say what would be done.'),
    }),
    output: RenewedAuthority,
  }),
  renewClientCertificate: command({
    path: 'certificates/renew-client',
    summary: "Issue a new client certificate for the store's key, with the copies of all machines.",
    input: z.strictObject({ machine }),
    output: RenewedClient,
  }),
} as const;
