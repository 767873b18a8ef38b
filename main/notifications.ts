import { decideNotices, nothingTold, type Notice, type NotificationLevel } from '../shared/notify.ts';
import type { Advisory } from '../shared/snapshot.ts';
import type { Log } from '../app/ports.ts';
import type { ElectronParts, NotificationPart } from './parts.ts';

export interface NotificationsOptions {
  readonly Notification: ElectronParts['Notification'];
  readonly log: Log;
  /** Somebody clicked on one. */
  readonly onClick: () => void;
  readonly now?: () => number;
}

/** Carries out what shared/notify.ts decides, and asks it again when a grace time ends. */
export class Notifications {
  readonly #options: NotificationsOptions;
  readonly #up = new Map<string, NotificationPart>();
  #told = nothingTold;
  #last: { readonly advisories: readonly Advisory[]; readonly level: NotificationLevel } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  /** Of those that are up. */
  get ids(): readonly string[] {
    return [...this.#up.keys()];
  }

  update(advisories: readonly Advisory[], level: NotificationLevel): void {
    this.#last = { advisories, level };
    this.#decide();
  }

  /** Takes all of them away: nobody would take them away later. */
  close(): void {
    this.update([], 'off');
  }

  #decide(): void {
    clearTimeout(this.#timer);
    if (this.#last === undefined) return;
    const now = (this.#options.now ?? Date.now)();
    const change = decideNotices({ ...this.#last, told: this.#told, now });
    this.#told = change.told;
    for (const id of change.remove) this.#remove(id);
    for (const notice of change.show) this.#show(notice);
    if (change.againInMs === undefined) return;
    this.#timer = setTimeout(() => this.#decide(), change.againInMs);
    this.#timer.unref();
  }

  #show(notice: Notice): void {
    const { Notification, log, onClick } = this.#options;
    if (!Notification.isSupported()) return;
    this.#up.get(notice.id)?.close();
    const { id, title, body, silent } = notice;
    // The same id takes the place of the one before, in Notification Center too.
    const notification = new Notification({ id, groupId: 'fairlead', title, body, silent });
    // macOS delivers only what a signed app sends. The badge on the icon says it in any case.
    notification.on('failed', (_event, error) => log.warn(`the notification ${id} was not shown: ${error}`));
    notification.on('click', () => onClick());
    this.#up.set(id, notification);
    notification.show();
  }

  #remove(id: string): void {
    this.#up.get(id)?.close();
    this.#up.delete(id);
    this.#options.Notification.remove(id);
  }
}
