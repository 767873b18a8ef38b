import type { GuestSession } from '../ports.ts';
import { read, unreadable, type Reading } from '../reading.ts';

/** Where a guest keeps the engine's certificate, and how its engine is restarted. */
export interface GuestLayout {
  readonly kind: 'boot2docker' | 'systemd';
  /** Absolute path of the certificate the engine serves. */
  readonly certificate: string;
}

/**
 * Tells boot2docker from a systemd guest by /etc/os-release, and finds the certificate where the engine's own
 * configuration says it is. A path is only taken when it is plain: it ends up in a script that root runs.
 */
export async function readGuestLayout(session: GuestSession): Promise<Reading<GuestLayout>> {
  const release = await session.run('cat /etc/os-release');
  if (/^ID=["']?boot2docker["']?\s*$/m.test(release.stdout)) {
    const profile = await session.run('sudo -n cat /var/lib/boot2docker/profile');
    const named = last(profile.stdout.matchAll(/^\s*SERVERCERT=["']?([^"'\n]*?)["']?\s*$/gm));
    return layout('boot2docker', named ?? '/var/lib/boot2docker/server.pem');
  }
  const unit = await session.run('systemctl cat docker');
  if (unit.exitCode !== 0) {
    const name = /^ID=["']?([\w.-]{1,40})/m.exec(release.stdout)?.[1] ?? 'of a kind that cannot be read';
    return unreadable(
      `the machine runs neither boot2docker nor a systemd service "docker" (its system is ${name})`,
    );
  }
  const named = last(unit.stdout.matchAll(/--tlscert[= ]["']?([^"'\s]+)/g));
  return layout('systemd', named ?? '/etc/docker/server.pem');
}

/** Folders the engine's certificate may stand in; elsewhere, a human has to look. */
const allowed =
  /^\/(var\/lib\/boot2docker|etc\/docker|etc\/ssl|var\/lib\/docker-certs)(\/[A-Za-z0-9_][A-Za-z0-9_.-]*){1,4}$/;

function layout(kind: GuestLayout['kind'], certificate: string): Reading<GuestLayout> {
  return allowed.test(certificate)
    ? read({ kind, certificate })
    : unreadable(
        `the engine's certificate stands at an unexpected place, ${JSON.stringify(certificate.slice(0, 120))}`,
      );
}

/** The last setting wins, in a sourced profile as in systemd's drop-ins. */
function last(matches: Iterable<RegExpExecArray>): string | undefined {
  return [...matches].at(-1)?.[1];
}
