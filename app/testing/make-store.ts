import { createPrivateKey, generateKeyPair, X509Certificate, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildCertificate, organizationName } from '../certificate/build.ts';
import { certificateParts } from '../certificate/der.ts';
import {
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  type Extension,
} from '../certificate/extensions.ts';
import { addressBytes } from '../certificate/names.ts';
import { randomSerial } from '../certificate/serial.ts';
import type { Machine } from '../machine/machine.ts';
import { machineConfig, machineView } from './machine-config.ts';

/**
 * Makes a libmachine store on the spot: keys, certificates and config.json in the forms docker-machine
 * 0.16 writes them, with the knobs that tests turn. Every key is fresh; nothing here is a secret.
 */
export interface MachineOptions {
  /** Base directory of the store: `~/.docker/machine`. Made when missing. */
  readonly base: string;
  readonly name: string;
  readonly guestIp: string;
  /** Port on 127.0.0.1 that leads to the guest's SSH server. */
  readonly sshPort: number;
  readonly sshUser?: string;
  /** docker-machine's `--tls-san`: kept in config.json and named by the certificate. */
  readonly sans?: readonly string[];
  /** All the names the served certificate has, in place of `sans`, guest IP and localhost. */
  readonly servedNames?: readonly string[];
  /** Dates of the server certificate; the default is docker-machine's, 1080 days. */
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Kind of a CA made here; docker-machine's own is RSA. */
  readonly ca?: 'rsa' | 'ec';
  /** Makes a new CA and client pair even when the store has them. Default: only when it has none. */
  readonly createCa?: boolean;
  readonly caNotBefore?: Date;
  readonly caNotAfter?: Date;
  /** Signs the server certificate with a CA that is nowhere in the store. */
  readonly serverSignedByOtherCa?: boolean;
  /** Adds clientAuth to the server certificate, as for a swarm master. */
  readonly swarmMaster?: boolean;
  readonly hostOnlyCidr?: string;
  /** Further engine flags, in docker-machine's spelling: `live-restore=true`. */
  readonly engineFlags?: readonly string[];
  /** Account name in the certificates' organisations. */
  readonly user?: string;
}

export interface MadeMachine {
  readonly machine: Machine;
  /** PEM of the certificate the engine is to serve, and of its key. */
  readonly serverPem: string;
  readonly serverKeyPem: string;
  readonly caPem: string;
  /** OpenSSH line for the guest's authorized_keys. */
  readonly authorizedKey: string;
}

const dayMs = 86_400_000;
const lifeDays = 1080;
const makeKey = promisify(generateKeyPair);

/** Writes the machine, and the store around it when there is none yet. */
export async function makeMachine(options: MachineOptions): Promise<MadeMachine> {
  const user = options.user ?? 'developer';
  const certs = path.join(options.base, 'certs');
  const directory = path.join(options.base, 'machines', options.name);
  await mkdir(certs, { recursive: true, mode: 0o700 });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await mkdir(path.join(options.base, 'cache'), { recursive: true, mode: 0o700 });

  if (options.createCa === true || !existsSync(path.join(certs, 'ca.pem')))
    await makeAuthority(certs, options);
  const [ca, serverKey, sshKey] = await Promise.all([readAuthority(certs), rsaKey(), rsaKey()]);
  const signer = options.serverSignedByOtherCa === true ? await newAuthority(user, options) : ca;
  const serverPem = leaf(signer, {
    organization: `${user}.${options.name}`,
    key: serverKey,
    dates: dates(options.notBefore, options.notAfter),
    extensions: serverExtensions(options),
  });

  for (const file of ['ca.pem', 'cert.pem', 'key.pem'])
    await copyFile(path.join(certs, file), path.join(directory, file));
  const files: Record<string, string> = {
    'server.pem': serverPem,
    'server-key.pem': pkcs1(serverKey),
    id_rsa: pkcs1(sshKey),
    'id_rsa.pub': `${authorizedKey(sshKey)}\n`,
    'config.json': JSON.stringify(machineConfig(options), undefined, 4),
  };
  for (const [file, text] of Object.entries(files)) await writeFileOf(path.join(directory, file), text);

  return {
    machine: machineView(options),
    serverPem,
    serverKeyPem: pkcs1(serverKey),
    caPem: ca.pem,
    authorizedKey: authorizedKey(sshKey),
  };
}

export interface Authority {
  readonly pem: string;
  readonly key: KeyObject;
}

/** A CA as docker-machine makes it: an organisation and nothing else, no key identifiers. */
export async function newAuthority(
  user: string,
  options: Pick<MachineOptions, 'ca' | 'caNotBefore' | 'caNotAfter'> = {},
): Promise<Authority> {
  const key = options.ca === 'ec' ? await ecKey() : await rsaKey();
  const name = organizationName(user);
  const pem = buildCertificate(
    {
      issuer: name,
      subject: name,
      key,
      serial: randomSerial(),
      ...dates(options.caNotBefore, options.caNotAfter),
      extensions: [
        keyUsage('keyEncipherment', 'digitalSignature', 'keyAgreement', 'certSign'),
        basicConstraints({ ca: true }),
      ],
    },
    key,
  );
  return { pem, key };
}

export interface LeafOptions {
  readonly organization: string;
  readonly key: KeyObject;
  readonly dates: { readonly notBefore: number; readonly notAfter: number };
  readonly extensions: readonly Extension[];
}

/** A certificate signed by `authority`, PEM. */
export function leaf(authority: Authority, { organization, key, dates, extensions }: LeafOptions): string {
  return buildCertificate(
    {
      issuer: certificateParts(new X509Certificate(authority.pem).raw).subject,
      subject: organizationName(organization),
      key,
      serial: randomSerial(),
      ...dates,
      extensions,
    },
    authority.key,
  );
}

/** docker-machine's dates: five minutes back and cut to the minute, for 1080 days. */
export function dates(notBefore?: Date, notAfter?: Date): LeafOptions['dates'] {
  const start = notBefore?.getTime() ?? Math.floor((Date.now() - 300_000) / 60_000) * 60_000;
  return { notBefore: start, notAfter: notAfter?.getTime() ?? start + lifeDays * dayMs };
}

/** What docker-machine puts into a server certificate with these names, in Go's order: names, then addresses. */
export function serverExtensions(
  options: Pick<MachineOptions, 'sans' | 'servedNames' | 'guestIp' | 'swarmMaster'>,
): Extension[] {
  const all = options.servedNames ?? [...(options.sans ?? []), options.guestIp, 'localhost'];
  const isAddress = (name: string) => addressBytes(name) !== undefined;
  const names = [...all.filter((name) => !isAddress(name)), ...all.filter(isAddress)];
  return [
    keyUsage('keyEncipherment', 'digitalSignature', 'keyAgreement'),
    options.swarmMaster === true
      ? extendedKeyUsage('clientAuth', 'serverAuth')
      : extendedKeyUsage('serverAuth'),
    basicConstraints({ ca: false }),
    ...(names.length === 0 ? [] : [subjectAltName(names)]),
  ];
}

async function makeAuthority(certs: string, options: MachineOptions): Promise<void> {
  const user = options.user ?? 'developer';
  const [ca, clientKey] = await Promise.all([newAuthority(user, options), rsaKey()]);
  const clientPem = leaf(ca, {
    organization: `${user}.<bootstrap>`,
    key: clientKey,
    dates: dates(options.caNotBefore, options.caNotAfter),
    extensions: [
      keyUsage('digitalSignature'),
      extendedKeyUsage('clientAuth'),
      basicConstraints({ ca: false }),
    ],
  });
  const caKey = options.ca === 'ec' ? ca.key.export({ type: 'sec1', format: 'pem' }) : pkcs1(ca.key);
  await writeFileOf(path.join(certs, 'ca-key.pem'), caKey.toString());
  await writeFileOf(path.join(certs, 'ca.pem'), ca.pem);
  await writeFileOf(path.join(certs, 'key.pem'), pkcs1(clientKey));
  await writeFileOf(path.join(certs, 'cert.pem'), clientPem);
}

async function readAuthority(certs: string): Promise<Authority> {
  const [pem, key] = await Promise.all(
    ['ca.pem', 'ca-key.pem'].map((file) => readFile(path.join(certs, file), 'utf8')),
  );
  return { pem: pem ?? '', key: createPrivateKey(key ?? '') };
}

async function rsaKey(): Promise<KeyObject> {
  return (await makeKey('rsa', { modulusLength: 2048 })).privateKey;
}

async function ecKey(): Promise<KeyObject> {
  return (await makeKey('ec', { namedCurve: 'P-256' })).privateKey;
}

function pkcs1(key: KeyObject): string {
  return key.export({ type: 'pkcs1', format: 'pem' }).toString();
}

/** `ssh-rsa …` (RFC 4253, 6.6). */
export function authorizedKey(key: KeyObject): string {
  const { e = '', n = '' } = key.export({ format: 'jwk' });
  const parts = [Buffer.from('ssh-rsa'), mpint(e), mpint(n)];
  const blob = parts.flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return `ssh-rsa ${Buffer.concat(blob).toString('base64')}`;
}

function mpint(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return ((bytes[0] ?? 0) & 0x80) === 0 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]);
}

/** Certificates for everybody, the rest for the owner, the public SSH key too, as docker-machine leaves them. */
async function writeFileOf(file: string, text: string): Promise<void> {
  const isPublic = /(ca|cert|server)\.pem$/.test(file);
  await writeFile(file, text);
  await chmod(file, isPublic ? 0o644 : 0o600);
}
