import { userInfo } from 'node:os';
import path from 'node:path';
import { FailureError } from '../../shared/control/failure.ts';

/**
 * The user's home directory: $HOME, or what the system knows when that is unset, empty or relative, as it is under
 * some launchers. os.homedir() takes an empty HOME as it is, and every file would land where the shell stands.
 * Throws a FailureError when neither knows one, as for a container's user that no passwd file lists.
 */
export function userHome(
  environment: NodeJS.ProcessEnv = process.env,
  known: () => string = () => userInfo().homedir,
): string {
  const home = environment['HOME'] ?? '';
  if (path.isAbsolute(home)) return home;
  try {
    return known();
  } catch {
    throw new FailureError(
      'not-possible',
      `HOME is not set, and this computer knows no user with the id ${process.getuid?.() ?? 'it runs under'}`,
      { hint: 'export HOME=<your home folder>' },
    );
  }
}

/** The user's login name; empty when this computer knows none for the id. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
