import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Probe } from '../../../main/probe.ts';
import { startBrowser } from '../../panel/browser.ts';
import { until } from '../until.ts';
import type { AppDriver } from '../driver.ts';
import { power, system } from './electron.ts';
import { heard } from './heard.ts';

const root = path.join(import.meta.dirname, '../../..');

/** Starts the built main process in this process, with the stand-in under the name of `electron`. */
export async function driveStandIn(environment: NodeJS.ProcessEnv, chromium: string): Promise<AppDriver> {
  const browser = await startBrowser(chromium);
  heard.browser = browser;
  const quitted = new Promise<void>((resolve) => {
    heard.quit = () => resolve();
  });
  Object.assign(process.env, environment, { FAIRLEAD_PROBE: '1' });
  const standIn = pathToFileURL(path.join(import.meta.dirname, 'electron.ts')).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron'
        ? { url: standIn, format: 'module-typescript', shortCircuit: true }
        : next(specifier, context),
  });
  createRequire(import.meta.url)(path.join(root, 'dist/app/main.cjs'));
  const probe = await until('the probe', () => (globalThis as { fairleadProbe?: Probe }).fairleadProbe);
  let isEnded = false;
  void quitted.then(() => (isEnded = true));
  const emit = (event: string): void => void (event === 'resume' ? power : system).emit(event);
  return {
    kind: 'stand-in',
    icon: () => Promise.resolve(probe.icon()),
    rows: () => Promise.resolve(probe.rows()),
    notices: () => Promise.resolve([...heard.notifications.keys()]),
    choose: (action) => Promise.resolve(probe.choose(action)),
    clickIcon: () => Promise.resolve(probe.clickIcon()),
    isPanelOpen: () => Promise.resolve(probe.isPanelOpen()),
    page: () => until('the page', () => heard.page),
    clipboard: () => Promise.resolve(heard.clipboard),
    tell: (event) => Promise.resolve(emit(event)),
    dialogs: (answer) => {
      heard.dialogAnswer = answer;
      return Promise.resolve(heard.dialogs.map(({ message, detail }) => `${message} ${detail ?? ''}`));
    },
    ended: () => quitted,
    [Symbol.asyncDispose]: async () => {
      if (!isEnded) system.quit();
      await quitted;
      hooks.deregister();
      await browser.close();
    },
  };
}
