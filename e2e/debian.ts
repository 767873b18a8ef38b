import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { command, must } from './lab/command.ts';
import { findProgram } from './lab/needs.ts';

const policyFile = '/usr/sbin/policy-rc.d';
const ours = '#!/bin/sh\n# Written by Fairlead while it installs packages: no service may start.\nexit 101\n';

/** Why packages cannot be installed here; undefined when they can. */
export function cannotInstall(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.geteuid?.() !== 0) return 'installing needs root';
  return findProgram('apt-get') === undefined ? 'there is no apt-get' : undefined;
}

/**
 * Installs packages with apt-get, having said so. It asks nothing, and no service begins to run on this
 * computer because its programs are wanted.
 */
export async function install(names: readonly string[], say: (line: string) => void): Promise<void> {
  if (names.length === 0) return;
  say(`installing with apt-get: ${names.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const options = ['-y', '-q', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold'];
  // Another apt may be at work, as on a computer that has just started.
  const apt = ['apt-get', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];
  const tryInstall = () => command([...apt, 'install', ...options, ...names], { env, timeoutMs: 600_000 });
  const remove = forbidServices();
  try {
    if ((await tryInstall()).exitCode === 0) return;
    await must([...apt, 'update', '-q'], { env, timeoutMs: 180_000 });
    const again = await tryInstall();
    if (again.exitCode !== 0)
      throw new Error(
        `apt-get install failed: ${again.stderr.trim()}\nTry: sudo apt-get update && sudo apt-get install ${names.join(' ')}`,
      );
  } finally {
    remove();
  }
}

/** As Debian provides for; a policy that is there already stays. */
function forbidServices(): () => void {
  const leftByUs = existsSync(policyFile) && readFileSync(policyFile, 'utf8') === ours;
  if (existsSync(policyFile) && !leftByUs) return () => undefined;
  writeFileSync(policyFile, ours, { mode: 0o755 });
  const remove = (): void => rmSync(policyFile, { force: true });
  process.once('exit', remove);
  return remove;
}
