import type { Client, FixResult } from '../shared/control/contract.ts';
import type { Log } from '../app/ports.ts';
import { openDocument } from './hardening.ts';
import { showBox } from './message-box.ts';
import type { MenuAction } from './tray-menu.ts';
import type { ElectronParts } from './parts.ts';

export interface ActionsOptions {
  readonly parts: Pick<ElectronParts, 'app' | 'clipboard' | 'dialog' | 'shell'>;
  readonly client: () => Client;
  readonly log: Log;
  readonly showPanel: () => Promise<void>;
  readonly startDaemon: () => void;
  readonly quit: () => Promise<void>;
  readonly change: (change: Extract<MenuAction, { do: 'change' }>) => Promise<void>;
}

/** Carries out what was chosen in the menu. A failure is said in a box: a menu has no other place for it. */
export async function act(action: MenuAction, options: ActionsOptions): Promise<void> {
  try {
    await perform(action, options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const hint = (error as { readonly hint?: unknown }).hint;
    options.log.warn(`${action.do}: ${message}`);
    await showBox(options.parts, {
      type: 'warning',
      message,
      ...(typeof hint === 'string' ? { detail: hint } : {}),
    });
  }
}

async function perform(action: MenuAction, options: ActionsOptions): Promise<void> {
  switch (action.do) {
    case 'show-panel':
      return options.showPanel();
    case 'start-daemon':
      options.startDaemon();
      return;
    case 'quit':
      return options.quit();
    case 'change':
      return options.change(action);
    case 'open-document':
      return await openDocument(options.parts.shell, action.name);
    case 'fix':
      return heed(await options.client().fix({}), options);
    case 'renew-certificate':
      return heed(await options.client().renewCertificate({ machine: action.machine }), options);
    case 'copy-environment': {
      const { machine } = action;
      const { text } = await options.client().environment({ machine });
      await options.parts.clipboard.writeText(text);
    }
  }
}

/** What did not succeed is looked at in the panel, which has the room for it, and for consent. */
async function heed(result: FixResult, options: ActionsOptions): Promise<void> {
  if (!result.ok) await options.showPanel();
}
