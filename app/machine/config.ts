import path from 'node:path';
import * as z from 'zod';
import { given, hostAddress, hostOnly, isLoopback, portNumber, wholeNumber } from './config-values.ts';
import type { Machine } from './machine.ts';

/** Newest `ConfigVersion` of libmachine; it refuses larger ones as "from the future", and so do we. */
const newestConfigVersion = 3;

/*
 * config.json as libmachine wrote it in ConfigVersion 0 to 3, reduced to what Fairlead uses; unknown
 * keys are left alone. Go writes null for an empty list and "" for an empty string.
 *   0  flat: certificate paths and StorePath at the top, the CA's key as PrivateKeyPath
 *   1  HostOptions.AuthOptions, the CA's key still as PrivateKeyPath, StorePath at the top
 *   2  CaPrivateKeyPath and CertDir; StorePath in AuthOptions, but not in the driver
 *   3  StorePath in the driver too
 * One reading serves all: take the newest place that has a value.
 */
const text = z
  .string()
  // No name, path or address has one; in a file of options it would begin the next option.
  .refine((value) => !/[\u0000-\u001f\u007f]/.test(value), 'holds a control character')
  .nullish();
const list = z.array(z.string()).nullish();
const port = z.union([z.number(), z.string()]).nullish();

const certificatePaths = {
  CertDir: text,
  CaCertPath: text,
  CaPrivateKeyPath: text,
  PrivateKeyPath: text,
  ClientCertPath: text,
  ClientKeyPath: text,
  ServerCertPath: text,
  ServerKeyPath: text,
};
const Paths = z.looseObject({ ...certificatePaths, ServerCertSANs: list });

const Config = z.looseObject({
  ...certificatePaths,
  ConfigVersion: port,
  DriverName: text,
  Driver: z.looseObject({
    IPAddress: text,
    MachineName: text,
    SSHUser: text,
    SSHPort: port,
    SSHKeyPath: text,
    HostOnlyCIDR: text,
    EnginePort: port,
    URL: text,
  }),
  HostOptions: z
    .looseObject({
      EngineOptions: z.looseObject({ ArbitraryFlags: list }).nullish(),
      AuthOptions: Paths.nullish(),
    })
    .nullish(),
});
type Config = z.output<typeof Config>;

export interface Place {
  /** Base directory of the store, absolute. */
  readonly store: string;
  readonly directory: string;
  /** Name of the directory. docker-machine goes by it and not by `Name` inside the file. */
  readonly name: string;
}

export type ParsedConfig =
  | { readonly kind: 'machine'; readonly machine: Machine }
  /** A container or this computer itself: nothing that a VPN could part from it, and no engine of its own. */
  | { readonly kind: 'no-vm' }
  /** `reason` continues a sentence that began with the file's path; `from-the-future` needs a newer Fairlead. */
  | { readonly kind: 'bad'; readonly why: 'content' | 'from-the-future'; readonly reason: string };

/**
 * Makes a machine of the parsed config.json of libmachine. Format: libmachine's `host.Host`, `drivers.BaseDriver`,
 * `engine.Options` and `auth.Options`, as JSON. Never throws.
 */
export function parseConfig(value: unknown, place: Place): ParsedConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad('holds no JSON object');
  const version = wholeNumber((value as { ConfigVersion?: unknown }).ConfigVersion ?? 0);
  if (version === undefined) return bad('has a ConfigVersion that is not a number');
  if (version > newestConfigVersion)
    return {
      kind: 'bad',
      why: 'from-the-future',
      reason: `has ConfigVersion ${version}; this Fairlead and docker-machine 0.16 read up to ${newestConfigVersion}`,
    };
  const parsed = Config.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return bad(`has an unusable ${issue?.path.join('.') ?? 'field'}: ${issue?.message ?? 'unknown'}`);
  }
  const config = parsed.data;
  const { MachineName, SSHUser } = config.Driver;
  if (given(MachineName) !== undefined && MachineName !== place.name)
    return bad(
      `describes the VM ${JSON.stringify(MachineName)}, not ${JSON.stringify(place.name)}: a copied or renamed directory`,
    );
  if (given(SSHUser) !== undefined && !/^[\w][\w.@+-]*$/.test(SSHUser ?? ''))
    return bad('has an unusable Driver.SSHUser');
  const driverName = /^[\w.-]+$/.exec(config.DriverName ?? '')?.[0] ?? 'unknown';
  const remote = engineUrl(config.Driver.URL);
  // minikube keeps clusters in containers and on the bare computer as machines too; docker-machine's own driver none
  // is an engine that somebody else looks after, by its URL.
  if (['docker', 'podman', 'mock'].includes(driverName) || (driverName === 'none' && remote === undefined))
    return { kind: 'no-vm' };
  return { kind: 'machine', machine: toMachine(config, place, { driverName, remote }) };
}

interface Told {
  readonly driverName: string;
  readonly remote: { readonly host: string; readonly port: number } | undefined;
}

function toMachine(config: Config, place: Place, { driverName, remote }: Told): Machine {
  const { Driver: driver } = config;
  const guestIp = hostAddress(given(driver.IPAddress) ?? remote?.host);
  const network = hostOnly(driver.HostOnlyCIDR);
  return {
    name: place.name,
    store: place.store,
    directory: place.directory,
    driver: driverName,
    ...(guestIp === undefined ? {} : { guestIp }),
    ...(network === undefined ? {} : { hostOnly: network.network }),
    ...(network?.address === undefined ? {} : { hostOnlyAddress: network.address }),
    ssh: {
      ...sshAddress(driverName, driver),
      user: given(driver.SSHUser) ?? (boot2docker.test(driverName) ? 'docker' : 'root'),
      keyPath: absolute(driver.SSHKeyPath, path.join(place.directory, 'id_rsa'), place),
    },
    engine: {
      port: enginePort(driverName, driver) ?? remote?.port ?? 2376,
      liveRestore: hasLiveRestore(config.HostOptions?.EngineOptions?.ArbitraryFlags ?? []),
    },
    certificates: certificates(config, place),
  };
}

/** A path that is given is taken as it is, also when nothing is there: the CA may live anywhere. */
function certificates(config: Config, place: Place): Machine['certificates'] {
  const auth = config.HostOptions?.AuthOptions;
  const pick = (key: keyof typeof certificatePaths): string | undefined =>
    given(auth?.[key]) ?? given(config[key]);
  const resolve = (chosen: string | undefined, fallback: string): string => absolute(chosen, fallback, place);
  const ca = resolve(pick('CaCertPath'), path.join(place.store, 'certs', 'ca.pem'));
  const folder = resolve(pick('CertDir'), path.dirname(ca));
  return {
    ca: pick('CaCertPath') === undefined ? path.join(folder, 'ca.pem') : ca,
    caKey: resolve(pick('CaPrivateKeyPath') ?? pick('PrivateKeyPath'), path.join(folder, 'ca-key.pem')),
    clientCert: resolve(pick('ClientCertPath'), path.join(folder, 'cert.pem')),
    clientKey: resolve(pick('ClientKeyPath'), path.join(folder, 'key.pem')),
    serverCert: resolve(pick('ServerCertPath'), path.join(place.directory, 'server.pem')),
    serverKey: resolve(pick('ServerKeyPath'), path.join(place.directory, 'server-key.pem')),
    serverSans: auth?.ServerCertSANs ?? [],
  };
}

/** Relative paths count from the store: docker-machine's own working directory is not known to us. */
function absolute(chosen: string | null | undefined, fallback: string, place: Place): string {
  return path.resolve(place.store, given(chosen) ?? fallback);
}

/** Drivers whose machines run boot2docker or an heir of it, with its user. */
const boot2docker =
  /^(virtualbox|vmware(fusion|workstation)?|parallels|xhyve|hyperkit|vfkit|krunkit|kvm2?|qemu2?|hyperv)$/;

/**
 * VirtualBox is reached through its NAT, and so is QEMU unless it has a network of its own: `SSHPort` and `EnginePort`
 * are then ports of this computer, and the guest's own are the usual ones.
 */
function isForwarded(driverName: string, driver: Config['Driver']): boolean {
  if (driverName === 'virtualbox') return true;
  return /^qemu2?$/.test(driverName) && hostAddress(driver.IPAddress) === undefined;
}

/** QEMU's is a port of this computer when the machine is reached through a forward. */
function enginePort(driverName: string, driver: Config['Driver']): number | undefined {
  const isLocal = driverName !== 'virtualbox' && isForwarded(driverName, driver);
  return isLocal ? undefined : portNumber(driver.EnginePort);
}

/** `tcp://10.0.0.5:2376`, as docker-machine's driver none has it; undefined for anything else. */
function engineUrl(value: string | null | undefined): Told['remote'] {
  const [, host, digits] = /^tcp:\/\/(\d+\.\d+\.\d+\.\d+):(\d{1,5})\/?$/.exec(value?.trim() ?? '') ?? [];
  const port = portNumber(digits);
  return host === undefined || port === undefined || hostAddress(host) === undefined
    ? undefined
    : { host, port };
}

/**
 * Through the forward on this computer, else at the machine's own address. A forward without a port is not dialled:
 * 127.0.0.1:22 is the Mac's own sshd.
 */
function sshAddress(driverName: string, driver: Config['Driver']): { host: string; port: number } {
  const noted = portNumber(driver.SSHPort);
  const forwarded = isForwarded(driverName, driver);
  if (forwarded && noted !== undefined) return { host: '127.0.0.1', port: noted };
  const own = given(driver.IPAddress)?.trim() ?? '';
  const host = /^[a-zA-Z0-9][a-zA-Z0-9.:-]*$/.test(own) ? own : '';
  if (forwarded) return isLoopback(host) ? { host: '', port: 0 } : { host, port: host === '' ? 0 : 22 };
  return { host, port: noted ?? 22 };
}

/** `--engine-opt live-restore` is stored as given: with or without dashes, bare or with a value; the last one counts. */
function hasLiveRestore(flags: readonly string[]): boolean {
  const values = flags.flatMap((flag) => {
    const match = /^\s*-{0,2}live-restore(?:[=\s]\s*"?(\w+)"?)?\s*$/.exec(flag);
    return match === null ? [] : [match[1] ?? 'true'];
  });
  return /^(1|t|true)$/i.test(values.at(-1) ?? 'false');
}

function bad(reason: string): ParsedConfig {
  return { kind: 'bad', why: 'content', reason };
}
