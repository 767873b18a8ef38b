import type { MenuAction, MenuRow } from './tray-menu.ts';

/**
 * For tests of the whole app: nothing outside can look at an icon or into a menu, nor click on them. Only in
 * an app that is not packaged, and only when asked for by FAIRLEAD_PROBE=1.
 */
export interface Probe {
  icon(): string;
  rows(): readonly MenuRow[];
  /** Ids of the notifications that are up. */
  notices(): readonly string[];
  choose(action: MenuAction): void;
  clickIcon(): void;
  isPanelOpen(): boolean;
}

interface Probed {
  readonly tray: {
    readonly icon: string;
    readonly rows: readonly MenuRow[];
    readonly tray: object;
    choose(action: MenuAction): void;
  };
  readonly notices: readonly string[];
  readonly panel: { readonly window: { isVisible(): boolean } | undefined };
}

export function offerProbe(desk: Probed): void {
  const { tray, panel } = desk;
  const probe: Probe = {
    icon: () => tray.icon,
    rows: () => tray.rows,
    notices: () => desk.notices,
    choose: (action) => tray.choose(action),
    clickIcon: () => void (tray.tray as NodeJS.EventEmitter).emit('click', {}),
    isPanelOpen: () => panel.window?.isVisible() ?? false,
  };
  Object.assign(globalThis, { fairleadProbe: probe });
}
