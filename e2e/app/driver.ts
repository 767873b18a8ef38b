/** Drives the whole app: in Electron where its binary is, otherwise over the stand-in. */
import type { Page } from 'playwright';
import type { Probe } from '../../main/probe.ts';

export interface AppDriver extends AsyncDisposable {
  readonly kind: 'Electron' | 'stand-in';
  icon(): Promise<string>;
  rows(): Promise<ReturnType<Probe['rows']>>;
  notices(): Promise<readonly string[]>;
  choose(action: Parameters<Probe['choose']>[0]): Promise<void>;
  clickIcon(): Promise<void>;
  isPanelOpen(): Promise<boolean>;
  /** The panel's page, once it is there. */
  page(): Promise<Page>;
  clipboard(): Promise<string>;
  /** As the system tells it: `second-instance`, `activate`; `resume` comes from the power monitor. */
  tell(event: 'second-instance' | 'activate' | 'resume'): Promise<void>;
  /** Which button every box is answered with from now on; resolves with what they said so far. */
  dialogs(answer: number): Promise<readonly string[]>;
  /** Resolves when the app has ended. */
  ended(): Promise<void>;
}
