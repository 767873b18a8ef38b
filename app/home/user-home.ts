import { userInfo } from 'node:os';
import path from 'node:path';

/**
 * The user's home directory: $HOME, or what the system knows when that is unset, empty or relative, as it is under
 * some launchers. os.homedir() takes an empty HOME as it is, and every file would land where the shell stands.
 */
export function userHome(environment: NodeJS.ProcessEnv = process.env): string {
  const home = environment['HOME'] ?? '';
  return path.isAbsolute(home) ? home : userInfo().homedir;
}
