/**
 * The page's way to the daemon: methods of the contract by name, from our own page only, each message parsed
 * before anything looks at it.
 */
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import * as z from 'zod';
import { callForPage } from '../app/panel/call.ts';
import { answerOf } from '../app/panel/failure.ts';
import type { Log } from '../app/ports.ts';
import type { Client } from '../shared/control/contract.ts';
import type { ReportResult } from '../shared/control/doctor.ts';
import { FailureError } from '../shared/control/failure.ts';
import { panelMethods, type AppBridge, type Answer, type PanelMethod, type Sight } from '../shared/panel.ts';
import { appOrigin } from './app-protocol.ts';
import { appChannels, channelOf, sightChannel, watchChannel } from './channels.ts';

export interface BridgeOptions {
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  /** Of the panel's window, while there is one. */
  readonly page: () => Pick<WebContents, 'id' | 'mainFrame' | 'send'> | undefined;
  /** Throws a ControlError while no daemon can be asked. */
  readonly client: () => Client;
  readonly sight: () => Sight;
  readonly app: Omit<AppBridge, 'revealReport'>;
  /** Shows a file in its folder. */
  readonly reveal: (file: string) => void;
  readonly log: Log;
}

export class PanelBridge {
  readonly #options: BridgeOptions;
  /** Where the daemon wrote the last report. */
  #report: string | undefined;

  constructor(options: BridgeOptions) {
    this.#options = options;
    for (const name of panelMethods)
      this.#answer(channelOf(name), z.unknown(), (input) => this.#call(name, input));
    this.#answer(watchChannel, z.undefined(), () => {
      this.tell(options.sight());
      return Promise.resolve({ kind: 'ok', value: null });
    });
    const { app } = options;
    this.#answer(appChannels.loginItem, z.undefined(), () => app.loginItem());
    this.#answer(appChannels.setLoginItem, z.boolean(), (on) => app.setLoginItem(on));
    this.#answer(appChannels.revealReport, z.undefined(), () => answerOf(() => this.#reveal()));
    this.#answer(appChannels.startDaemon, z.undefined(), () => app.startDaemon());
    this.#answer(appChannels.quit, z.undefined(), () => app.quit());
    this.#answer(appChannels.hidePanel, z.undefined(), () => app.hidePanel());
  }

  tell(sight: Sight): void {
    this.#options.page()?.send(sightChannel, sight);
  }

  /** Allow-listed and parsed as for the page in a browser: app/panel/call.ts. */
  async #call(name: PanelMethod, input: unknown): Promise<Answer<unknown>> {
    const answer = await callForPage(() => Promise.resolve().then(this.#options.client), { name, input });
    if (name === 'report' && answer.kind === 'ok') this.#report = (answer.value as ReportResult).file;
    return answer;
  }

  /** The page says when, never what. */
  #reveal(): Promise<null> {
    if (this.#report === undefined)
      return Promise.reject(new FailureError('not-found', 'no report has been written yet'));
    this.#options.reveal(this.#report);
    return Promise.resolve(null);
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
function isOurPage(
  event: Pick<IpcMainInvokeEvent, 'senderFrame' | 'sender'>,
  page: Pick<WebContents, 'id' | 'mainFrame'> | undefined,
): boolean {
  const frame = event.senderFrame;
  if (frame === null || page === undefined) return false;
  return event.sender.id === page.id && frame === page.mainFrame && frame.origin === appOrigin;
}
