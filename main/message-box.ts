import type { MessageBoxOptions } from 'electron';
import type { ElectronParts } from './parts.ts';

/** Shows a box and resolves with the index of the button that was pressed. */
export async function showBox(
  parts: Pick<ElectronParts, 'app' | 'dialog'>,
  options: MessageBoxOptions,
): Promise<number> {
  // An app without an icon in the dock is not the active one when its menu was used: the box would open behind
  // the window of whichever app is, and nobody would find it.
  parts.app.focus({ steal: true });
  const { response } = await parts.dialog.showMessageBox(options);
  return response;
}
