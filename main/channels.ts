import type { AppBridge } from '../shared/panel.ts';

/** Names of the messages between preload and main. No imports at run time: the preload is small. */
export const channelOf = (name: string): string => `fairlead:${name}`;
export const watchChannel = channelOf('watch');
export const sightChannel = channelOf('sight');

export const appChannels = {
  loginItem: channelOf('app/loginItem'),
  setLoginItem: channelOf('app/setLoginItem'),
  revealReport: channelOf('app/revealReport'),
  startDaemon: channelOf('app/startDaemon'),
  quit: channelOf('app/quit'),
  hidePanel: channelOf('app/hidePanel'),
} as const satisfies Record<keyof AppBridge, string>;
