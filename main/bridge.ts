/**
 * The page's way to the daemon: methods of the contract by name, from our own page only, each message parsed
 * before anything looks at it.
 */
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import * as z from 'zod';
import type { Log } from '../app/ports.ts';
import { contract, type Client } from '../shared/control/contract.ts';
import { FailureError } from '../shared/control/failure.ts';
import { panelMethods, type AppBridge, type Answer, type PanelMethod, type Sight } from '../shared/panel.ts';
import { appOrigin } from './app-protocol.ts';
import { appChannels, channelOf, sightChannel, watchChannel } from './channels.ts';
import { answerOf } from './panel-failure.ts';

export interface BridgeOptions {
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  /** Of the panel's window, while there is one. */
  readonly page: () => Pick<WebContents, 'id' | 'mainFrame' | 'send'> | undefined;
  /** Throws a ControlError while no daemon can be asked. */
  readonly client: () => Client;
  readonly sight: () => Sight;
  readonly app: AppBridge;
  readonly log: Log;
}

export class PanelBridge {
  readonly #options: BridgeOptions;

  constructor(options: BridgeOptions) {
    this.#options = options;
    for (const name of panelMethods)
      this.#handle(channelOf(name), contract[name].input as z.ZodType, (input) => this.#ask(name, input));
    this.#handle(watchChannel, z.undefined(), () => {
      this.tell(options.sight());
      return Promise.resolve(null);
    });
    const { app } = options;
    this.#answer(appChannels.loginItem, z.undefined(), () => app.loginItem());
    this.#answer(appChannels.setLoginItem, z.boolean(), (on) => app.setLoginItem(on));
    this.#answer(appChannels.quit, z.undefined(), () => app.quit());
  }

  tell(sight: Sight): void {
    this.#options.page()?.send(sightChannel, sight);
  }

  #ask(name: PanelMethod, input: unknown): Promise<unknown> {
    const method = this.#options.client()[name] as (input: unknown) => Promise<unknown>;
    return method(input);
  }

  /** A channel whose handler gives a value, or throws. */
  #handle<T>(channel: string, input: z.ZodType<T>, work: (input: T) => Promise<unknown>): void {
    this.#answer(channel, input, (parsed) => answerOf(() => work(parsed)));
  }

  #answer<T>(channel: string, input: z.ZodType<T>, work: (input: T) => Promise<Answer<unknown>>): void {
    this.#options.ipcMain.handle(channel, async (event, given: unknown) => {
      if (!isOurPage(event, this.#options.page())) {
        this.#options.log.warn(
          `refused ${channel} from ${event.senderFrame?.origin ?? 'a frame that is gone'}`,
        );
        return answerOf(() => Promise.reject(new FailureError('forbidden', 'only the panel may ask this')));
      }
      const parsed = input.safeParse(given);
      if (parsed.success) return work(parsed.data);
      const problem = parsed.error.issues[0]?.message ?? 'wrong input';
      return answerOf(() => Promise.reject(new FailureError('bad-request', `${channel}: ${problem}`)));
    });
  }
}

/**
 * Whether a message comes from the panel itself: its window, its main frame, its origin. A frame that
 * navigated or is gone has no senderFrame; that is refused, not waved through.
 */
export function isOurPage(
  event: Pick<IpcMainInvokeEvent, 'senderFrame' | 'sender'>,
  page: Pick<WebContents, 'id' | 'mainFrame'> | undefined,
): boolean {
  const frame = event.senderFrame;
  if (frame === null || page === undefined) return false;
  return event.sender.id === page.id && frame === page.mainFrame && frame.origin === appOrigin;
}
