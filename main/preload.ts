/**
 * Runs in the sandbox of the page, before it, and gives it one function for each thing it may do. Bundled
 * as CommonJS, because a sandboxed preload cannot be a module. Nothing generic: a page that was taken over
 * can do what the panel can do, and nothing else.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { panelMethods, type Answer, type Bridge, type PanelMethod, type Sight } from '../shared/panel.ts';
import { appChannels, channelOf, sightChannel, watchChannel } from './channels.ts';

const methods = Object.fromEntries(
  panelMethods.map((name) => [name, (input: unknown) => invoke(channelOf(name), input)]),
) as unknown as Pick<Bridge, PanelMethod>;

const bridge: Bridge = {
  ...methods,
  watch(listener) {
    const tell = (_event: IpcRendererEvent, sight: Sight): void => listener(sight);
    ipcRenderer.on(sightChannel, tell);
    // Only now: what is sent before somebody listens is lost.
    void ipcRenderer.invoke(watchChannel);
    return () => void ipcRenderer.off(sightChannel, tell);
  },
  app: {
    loginItem: () => invoke(appChannels.loginItem),
    setLoginItem: (on) => invoke(appChannels.setLoginItem, on),
    revealReport: () => invoke(appChannels.revealReport),
    startDaemon: () => invoke(appChannels.startDaemon),
    quit: () => invoke(appChannels.quit),
    hidePanel: () => invoke(appChannels.hidePanel),
  },
};

contextBridge.exposeInMainWorld('fairlead', bridge);

function invoke<T>(channel: string, input?: unknown): Promise<Answer<T>> {
  return ipcRenderer.invoke(channel, input) as Promise<Answer<T>>;
}
