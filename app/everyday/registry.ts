import { X509Certificate } from 'node:crypto';
import type { Registry } from '../../shared/control/everyday.ts';
import { readGuestLayout, type GuestLayout } from '../certificate/guest-layout.ts';
import { placeWhole } from '../certificate/guest-write.ts';
import { quote } from '../machine/guest-command.ts';
import { said } from '../certificate/said.ts';
import type { GuestSession } from '../ports.ts';
import { described } from './registry-certificate.ts';

/** Where an engine looks for the CA of a registry, at each pull: no restart is needed. */
export const engineFolder = '/etc/docker/certs.d';
/** Of a boot2docker machine only this survives a reboot; its hook copies it back before the engine starts. */
export const keptFolder = '/var/lib/boot2docker/certs.d';
export const hook = '/var/lib/boot2docker/bootsync.sh';
export const mark = '# fairlead: CA certificates of registries';
const hookLine = `[ -d ${keptFolder} ] && mkdir -p /etc/docker && rm -rf ${engineFolder} && ln -s ${keptFolder} ${engineFolder} ${mark}`;

export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}

/** Every registry of a guest that has a CA certificate of its own. */
export async function listRegistries(session: GuestSession, machine: string): Promise<readonly Registry[]> {
  const script = `cd ${engineFolder} 2>/dev/null || exit 0; for file in */ca.crt; do [ -f "$file" ] || continue; echo "== $file"; cat "$file"; done`;
  const { stdout } = await session.run(`sudo -n sh -c ${quote(script)}`, { maxBytes: 4 * 1024 * 1024 });
  return stdout
    .split(/^== /m)
    .slice(1)
    .flatMap((part) => {
      const [file = '', ...lines] = part.split('\n');
      const certificate = certificateOf(lines.join('\n'));
      const registry = file.replace(/\/ca\.crt$/, '');
      return certificate === undefined ? [] : [{ machine, registry, ...described(certificate) }];
    });
}

/** The CA certificate of a registry as the guest keeps it; undefined when there is none. */
export async function readRegistryCa(session: GuestSession, registry: string): Promise<string | undefined> {
  const files = [...new Set([folderOf(await layoutOf(session)), engineFolder])].map(
    (folder) => `${folder}/${registry}/ca.crt`,
  );
  const script = `for file in ${files.map(quote).join(' ')}; do [ -f "$file" ] && { cat "$file"; exit 0; }; done; exit 3`;
  const { exitCode, stdout } = await session.run(`sudo -n sh -c ${quote(script)}`);
  if (exitCode !== 0 && exitCode !== 3) throw new RegistryError('the machine does not say what it trusts');
  return exitCode === 3 ? undefined : stdout;
}

/** After a crash in the middle of a change: the link beside the engine is there, and no half-written file is left. */
export async function mendRegistries(session: GuestSession, registry: string): Promise<void> {
  const layout = await layoutOf(session);
  const link = `[ ! -d ${keptFolder} ] || [ -e ${engineFolder} ] || ln -s ${keptFolder} ${engineFolder}`;
  await must(
    session,
    `rm -f ${quote(`${folderOf(layout)}/${registry}/ca.crt.new`)}; ${layout.kind === 'boot2docker' ? link : ':'}`,
  );
}

/** Puts it beside the engine and, where a reboot would lose it, where it stays. `registry` is a checked name. */
export async function trustRegistry(
  session: GuestSession,
  { registry, pem }: { readonly registry: string; readonly pem: string },
): Promise<void> {
  const layout = await layoutOf(session);
  if (layout.kind === 'boot2docker') await keepOverReboots(session);
  const folder = `${folderOf(layout)}/${registry}`;
  const file = `${folder}/ca.crt`;
  const script = `umask 022; mkdir -p ${quote(folder)} && ${placeWhole(pem, `${file}.new`, file)}`;
  await must(session, script, pem);
  const back = await session.run(`sudo -n cat ${quote(file)}`);
  if (back.stdout !== pem) throw new RegistryError('the certificate came out different in the machine');
}

/** Answers whether there was one. Only `ca.crt` goes; what else stands in the folder is somebody's own. */
export async function untrustRegistry(session: GuestSession, registry: string): Promise<boolean> {
  const layout = await layoutOf(session);
  const folders = [...new Set([folderOf(layout), engineFolder])].map((folder) => `${folder}/${registry}`);
  const script = `found=no; for folder in ${folders.map(quote).join(' ')}; do if [ -f "$folder/ca.crt" ]; then found=yes; rm -f "$folder/ca.crt"; rmdir "$folder" 2>/dev/null; fi; done; echo $found`;
  return (await must(session, script)).trim() === 'yes';
}

/** What stood in the engine's folder moves to where it stays, and a link is put in its place, now and at each boot. */
async function keepOverReboots(session: GuestSession): Promise<void> {
  const script = [
    `mkdir -p ${keptFolder} /etc/docker`,
    `if [ -d ${engineFolder} ] && [ ! -L ${engineFolder} ]; then cp -Rp ${engineFolder}/. ${keptFolder}/ && rm -rf ${engineFolder}; fi`,
    `[ -L ${engineFolder} ] || ln -s ${keptFolder} ${engineFolder}`,
    `[ -e ${hook} ] || printf '#!/bin/sh\\n' >${hook}`,
    `grep -qF ${quote(mark)} ${hook} || { [ -z "$(tail -c 1 ${hook})" ] || echo >>${hook}; printf '%s\\n' ${quote(hookLine)} >>${hook}; }`,
    `chmod 755 ${hook}`,
  ].join(' && ');
  await must(session, script);
}

function folderOf({ kind }: GuestLayout): string {
  return kind === 'boot2docker' ? keptFolder : engineFolder;
}

async function layoutOf(session: GuestSession): Promise<GuestLayout> {
  const layout = await readGuestLayout(session);
  if (layout.kind === 'read') return layout.value;
  throw new RegistryError(layout.reason);
}

async function must(session: GuestSession, script: string, stdin = ''): Promise<string> {
  const answer = await session.run(`sudo -n sh -c ${quote(script)}`, { stdin, timeoutMs: 30_000 });
  if (answer.exitCode !== 0) throw new RegistryError(`the machine refused: ${said(answer)}`);
  return answer.stdout;
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
