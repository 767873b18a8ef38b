import type * as Electron from 'electron';
import type { Browser, Page } from 'playwright';

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown;
type BeforeRequest = (details: { url: string }, answer: (to: { cancel?: boolean }) => void) => void;

/** What the app told the stand-in, and what the stand-in is to answer. One app for each process. */
export const heard = {
  browser: undefined as Browser | undefined,
  page: undefined as Page | undefined,
  calls: [] as string[],
  channels: new Map<string, Handler>(),
  schemes: [] as Electron.CustomScheme[],
  dialogs: [] as Pick<Electron.MessageBoxOptions, 'message' | 'detail'>[],
  dialogAnswer: 0,
  applicationMenu: [] as readonly Electron.MenuItemConstructorOptions[],
  notifications: new Map<string, Electron.NotificationConstructorOptions>(),
  clipboard: '',
  /** Files shown in their folder. */
  revealed: [] as string[],
  cancelled: [] as string[],
  answer: undefined as ((request: Pick<Request, 'method' | 'url'>) => Promise<Response>) | undefined,
  beforeRequest: undefined as BeforeRequest | undefined,
  quit: (_code: number): void => undefined,
};
