/** The entry of the app, and the only file that imports values of Electron. */
import {
  app,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';
import { menubar } from 'menubar';
import { startApp } from './app.ts';

startApp({
  parts: {
    app,
    clipboard,
    dialog,
    ipcMain,
    Menu,
    menubar,
    nativeImage,
    nativeTheme,
    Notification,
    powerMonitor,
    protocol,
    screen,
    session,
    shell,
    Tray,
    utilityProcess,
  },
  root: app.getAppPath(),
  environment: process.env,
}).catch((error: unknown) => {
  dialog.showErrorBox('Fairlead cannot start', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
