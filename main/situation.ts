import type { ControlErrorKind } from '../app/control/control-error.ts';
import type { NotificationLevel } from '../shared/notify.ts';
import type { Snapshot } from '../shared/snapshot.ts';

/** All that tray, menu and notifications are drawn from. */
export type Situation =
  | { readonly kind: 'starting' }
  /** `hosted`: the daemon is this app's own; otherwise it was there before, and stays when the app quits. */
  | { readonly kind: 'known'; readonly snapshot: Snapshot; readonly hosted: boolean }
  /** Somebody stopped the daemon on purpose; it is not started again behind their back. */
  | { readonly kind: 'stopped' }
  /** A daemon that cannot be used, with what to do next. */
  | {
      readonly kind: 'trouble';
      /** `wrong-protocol`, `not-ours`, … (app/control/control-error.ts), or `ended` for a daemon that fell. */
      readonly code: ControlErrorKind | 'ended';
      readonly sentence: string;
      readonly hint: string | undefined;
    };

export interface Preferences {
  readonly autoRepair: boolean;
  readonly notifications: NotificationLevel;
  readonly loginItem: boolean;
  /** What the system says about the login item when that differs from what was asked for. */
  readonly loginItemRemark: string | undefined;
}
