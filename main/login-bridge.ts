import type { AppBridge, LoginItem } from '../shared/panel.ts';
import type { AppPart } from './parts.ts';
import { answerOf } from '../app/panel/failure.ts';

export interface LoginBridgeOptions {
  readonly app: AppPart;
  /** Changes the setting, and with it the system's login item. */
  readonly change: (on: boolean) => Promise<void>;
  readonly startDaemon: () => void;
  /** Asks, and quits. */
  readonly quit: () => void;
  readonly hidePanel: () => void;
}

/** The part of the bridge that only this app has. */
export function loginBridge(options: LoginBridgeOptions): Omit<AppBridge, 'revealReport'> {
  const { app, change } = options;
  const doing = (work: () => void) => () =>
    answerOf(() => {
      work();
      return Promise.resolve(null);
    });
  return {
    loginItem: () => answerOf(() => Promise.resolve(loginItemOf(app))),
    setLoginItem: (on) =>
      answerOf(async () => {
        await change(on);
        return loginItemOf(app);
      }),
    startDaemon: doing(options.startDaemon),
    quit: doing(options.quit),
    hidePanel: doing(options.hidePanel),
  };
}

function loginItemOf(app: AppPart): LoginItem {
  if (!app.isPackaged) return 'not-available';
  const { openAtLogin, status } = app.getLoginItemSettings();
  if (status === 'requires-approval') return 'requires-approval';
  return openAtLogin ? 'on' : 'off';
}
