import { readSettings } from '../app/home/settings-file.ts';
import type { Home } from '../app/home/home.ts';
import type { Log } from '../app/ports.ts';
import { applyLoginItem } from './login-item.ts';
import type { AppPart } from './parts.ts';
import type { Preferences } from './situation.ts';

/**
 * The settings this app itself lives by, read from the file: it is right also while no daemon runs, and
 * whoever changed it.
 */
export async function readPreferences(options: {
  readonly home: Home;
  readonly app: AppPart;
  readonly log: Log;
}): Promise<Preferences> {
  const { settings } = await readSettings(options.home.settings);
  const loginItem = settings['app.loginItem'];
  return {
    autoRepair: settings.autoRepair,
    notifications: settings.notifications,
    loginItem,
    loginItemRemark: applyLoginItem(options.app, loginItem, options.log),
  };
}
