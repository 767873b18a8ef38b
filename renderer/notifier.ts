import { decideNotices, nothingTold, type NotificationLevel, type Told } from '../shared/notify.ts';
import type { Advisory } from '../shared/snapshot.ts';

/**
 * Notifications of a page in a browser, where the person has allowed them. What is up is decided in
 * shared/notify.ts; the app does its own, so the page must not be given this there.
 */
export class Notifier {
  #told: Told = nothingTold;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #shown = new Map<string, Notification>();

  show(advisories: readonly Advisory[], level: NotificationLevel): void {
    clearTimeout(this.#timer);
    if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
    const change = decideNotices({ advisories, level, told: this.#told, now: Date.now() });
    this.#told = change.told;
    for (const { id, title, body, silent } of change.show) {
      // The same tag takes the old one's place.
      const notification = new Notification(title, { body, tag: id, silent });
      notification.onclick = () => window.focus();
      this.#shown.set(id, notification);
    }
    for (const id of change.remove) {
      this.#shown.get(id)?.close();
      this.#shown.delete(id);
    }
    if (change.againInMs !== undefined)
      this.#timer = setTimeout(() => this.show(advisories, level), change.againInMs);
  }
}
