import type { LoginItemSettings } from 'electron';
import type { Log } from '../app/ports.ts';
import type { AppPart } from './parts.ts';

/** Makes the system's login item what the setting says, and tells what the system made of it. */
export function applyLoginItem(app: AppPart, wanted: boolean, log: Log): string | undefined {
  // In development the item would be Electron itself, which opens with an empty window at the next login.
  if (!app.isPackaged) return wanted ? 'only an installed app can open at login' : undefined;
  if (isRegistered(app) !== wanted && lastAsked.get(app) !== wanted) {
    app.setLoginItemSettings({ openAtLogin: wanted });
    log.info(`login item: ${wanted ? 'asked for' : 'taken away'}`);
  }
  lastAsked.set(app, wanted);
  return loginItemRemark(app.getLoginItemSettings().status, wanted);
}

/** Settings are read with every situation. macOS tells the person about each registration, so it is asked once. */
const lastAsked = new WeakMap<AppPart, boolean>();

/** One that waits for approval is registered: `openAtLogin` is false for it, and asking again changes nothing. */
function isRegistered(app: AppPart): boolean {
  const { openAtLogin, status } = app.getLoginItemSettings();
  return openAtLogin || status === 'requires-approval';
}

/** What the status means where it differs from what was asked for. */
export function loginItemRemark(status: LoginItemSettings['status'], wanted: boolean): string | undefined {
  if (!wanted) return status === 'enabled' ? 'macOS still opens it at login' : undefined;
  switch (status) {
    case 'enabled':
      return undefined;
    case 'requires-approval':
      return 'allow it in System Settings, General, Login Items';
    case 'not-registered':
    case 'not-found':
      return 'macOS did not take it; move Fairlead to Applications and try again';
  }
}
