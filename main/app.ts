/** The menubar app put together from its parts. Everything of Electron comes in by `parts`. */
import path from 'node:path';
import { homeFromEnvironment } from '../app/home/home.ts';
import { FileLog } from '../app/home/log.ts';
import { prepareHome } from '../app/home/prepare.ts';
import { ControlError } from '../app/control/control-error.ts';
import { registerScheme, servePanel } from './app-protocol.ts';
import { startDaemonChild } from './daemon-child.ts';
import { DaemonLink } from './daemon-link.ts';
import {
  blockRequests,
  confinePages,
  denyPermissions,
  partition,
  remoteDebuggingAsked,
} from './hardening.ts';
import { sandboxEverything } from './hardening.ts';
import { isFirstInstance, live, stayOutOfDock } from './lifecycle.ts';
import type { ElectronParts } from './parts.ts';
import { farewellMs } from './farewell.ts';
import { offerProbe } from './probe.ts';
import { Desk } from './desk.ts';

export interface AppOptions {
  readonly parts: ElectronParts;
  /** The folder of the app: the project, or the archive. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Resolves when the icon is there; false when another instance runs, or this one must not. */
export async function startApp({ parts, root, environment }: AppOptions): Promise<boolean> {
  const { app } = parts;
  if (!isFirstInstance(app) || remoteDebuggingAsked(app)) {
    app.quit();
    return false;
  }
  sandboxEverything(app);
  stayOutOfDock(app);
  registerScheme(parts.protocol);
  confinePages(app);
  await app.whenReady();

  const session = parts.session.fromPartition(partition);
  denyPermissions(session);
  blockRequests(session);
  servePanel(session.protocol, path.join(root, 'dist/panel'));

  const home = homeFromEnvironment(environment);
  prepareHome(home);
  const log = new FileLog({ folder: home.logs, name: 'app.log' });
  const link = new DaemonLink({
    home,
    log,
    startChild: () =>
      startDaemonChild({
        utilityProcess: parts.utilityProcess,
        program: path.join(root, 'dist/fairlead.js'),
        home: home.root,
        environment,
      }),
    onChange: (situation) => desk.show(situation),
  });
  const desk = new Desk({
    parts,
    home,
    log,
    root,
    client: () => {
      if (link.client !== undefined) return link.client;
      throw new ControlError('no-daemon', 'no daemon is connected', 'right-click the icon: Start the daemon');
    },
    startDaemon: () => link.startAgain(),
  });
  live({
    parts,
    log,
    showPanel: () => void desk.showPanel(),
    poke: () => void link.client?.look({}).catch((error: unknown) => log.warn(`wake: ${String(error)}`)),
    stop: async () => {
      desk.close();
      const outcome = await link.close(farewellMs);
      if (outcome === 'cut') log.warn(`the daemon had not ended after ${farewellMs} ms and was ended`);
      log.close();
    },
  });
  await desk.open();
  link.start();
  if (!app.isPackaged && environment['FAIRLEAD_PROBE'] === '1') offerProbe(desk);
  return true;
}
