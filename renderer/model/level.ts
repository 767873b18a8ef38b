import { notificationLevels, type NotificationLevel } from '../../shared/notify.ts';

export type { NotificationLevel } from '../../shared/notify.ts';

export function isLevel(value: unknown): value is NotificationLevel {
  return (notificationLevels as readonly unknown[]).includes(value);
}
