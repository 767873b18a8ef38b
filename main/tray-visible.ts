import type { Rectangle } from 'electron';

export interface DisplayBounds {
  readonly bounds: Rectangle;
}

/**
 * Whether an icon with these bounds can be seen. When macOS 26 was told not to show it, the Tray exists all
 * the same and sits just below the screen; behind the notch or other icons it has no width, or no place.
 */
export function isIconVisible(icon: Rectangle, displays: readonly DisplayBounds[]): boolean {
  if (icon.width <= 0 || icon.height <= 0) return false;
  const x = icon.x + icon.width / 2;
  const y = icon.y + icon.height / 2;
  return displays.some(
    ({ bounds }) =>
      x >= bounds.x && x < bounds.x + bounds.width && y >= bounds.y && y < bounds.y + bounds.height,
  );
}

/** Both causes, because nothing tells one from the other. */
export const hiddenIconSentence =
  'The icon of Fairlead cannot be seen. Either macOS does not allow it (System Settings, Menu Bar, Allow in the Menu Bar), or the menu bar has no room left for it beside the notch. Open Fairlead again at any time to see this panel.';
