import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MenuItemConstructorOptions } from 'electron';
import { appMenu } from './app-menu.ts';
import { showBox } from './message-box.ts';
import type { ElectronParts } from './parts.ts';

function keysOf(items: readonly MenuItemConstructorOptions[]): Map<string, () => void> {
  const keys = new Map<string, () => void>();
  for (const { submenu, accelerator, click } of items) {
    if (typeof accelerator === 'string') keys.set(accelerator, click as () => void);
    if (Array.isArray(submenu)) for (const entry of keysOf(submenu)) keys.set(...entry);
  }
  return keys;
}

test('⌘Q asks as the menu does, ⌘W hides the panel, and an installed app cannot be reloaded', () => {
  const did: string[] = [];
  const options = { quit: () => void did.push('quit'), hidePanel: () => void did.push('hide') };
  const installed = appMenu({ ...options, isPackaged: true });
  const keys = keysOf(installed);
  keys.get('Command+Q')?.();
  keys.get('Command+W')?.();
  assert.deepEqual(did, ['quit', 'hide']);
  assert.deepEqual(
    installed.flatMap(({ role }) => role ?? []),
    ['editMenu'],
  );
  assert.ok(appMenu({ ...options, isPackaged: false }).some(({ role }) => role === 'viewMenu'));
});

test('a box comes to the front before it asks', async () => {
  const did: unknown[] = [];
  const parts = {
    app: { focus: (options: object) => void did.push(options) },
    dialog: {
      showMessageBox: (options: object) => {
        did.push(options);
        return Promise.resolve({ response: 1, checkboxChecked: false });
      },
    },
  } as unknown as Pick<ElectronParts, 'app' | 'dialog'>;
  assert.equal(await showBox(parts, { message: 'Quit?' }), 1);
  assert.deepEqual(did, [{ steal: true }, { message: 'Quit?' }]);
});
