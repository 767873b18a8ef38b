import type { Log } from '../app/ports.ts';
import type { ElectronParts } from './parts.ts';

export interface LifecycleOptions {
  readonly parts: Pick<ElectronParts, 'app' | 'powerMonitor'>;
  readonly log: Log;
  readonly showPanel: () => void;
  /** The world may have changed. */
  readonly poke: () => void;
  /** Ends everything; never takes longer than its deadline. */
  readonly stop: () => Promise<void>;
}

/** False: another one runs, and has been asked to show itself. */
export function isFirstInstance(app: Pick<ElectronParts['app'], 'requestSingleInstanceLock'>): boolean {
  return app.requestSingleInstanceLock();
}

/** No icon in the dock. In the packaged app LSUIElement says so before the first line of ours runs. */
export function stayOutOfDock(app: Pick<ElectronParts['app'], 'setActivationPolicy'>): void {
  if (process.platform === 'darwin') app.setActivationPolicy('accessory');
}

/** What the system tells an app, and what it means to this one. */
export function live(options: LifecycleOptions): void {
  const { app, powerMonitor } = options.parts;
  // Opening the app again is the way in for everybody whose icon is hidden.
  app.on('second-instance', () => options.showPanel());
  app.on('activate', () => options.showPanel());
  // The panel is hidden and closed all the time; that is not the end.
  app.on('window-all-closed', () => undefined);
  powerMonitor.on('resume', () => options.poke());
  let isStopped = false;
  let isStopping = false;
  app.on('before-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    if (isStopping) return;
    isStopping = true;
    void options
      .stop()
      // An app that cannot be quit is worse than one that left something behind, which its log says.
      .catch((error: unknown) => options.log.error(`quit: ${String(error)}`))
      .then(() => {
        isStopped = true;
        app.quit();
      });
  });
}
