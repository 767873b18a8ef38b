import type { Client } from '../../shared/control/contract.ts';
import type { Home } from '../home/home.ts';
import { FileJournal } from '../home/journal.ts';
import { readSettingsAtStart } from '../home/settings-store.ts';
import type { Log } from '../ports.ts';
import { changeSetting, listSettings } from './handlers/settings.ts';
import { LiveSettings } from './live-settings.ts';

export type SettingsClient = Pick<Client, 'settings' | 'changeSetting' | 'settingsHistory'>;

/** The same as the daemon offers, on the files themselves, for when no daemon runs. */
export async function openOfflineSettings(home: Home, log: Log): Promise<SettingsClient> {
  const { settings } = await readSettingsAtStart(home);
  const live = new LiveSettings({ home, log, settings, now: () => Date.now() });
  const parts = { live, journal: new FileJournal({ file: home.journal, log }) };
  return {
    settings: () => Promise.resolve(listSettings(parts)),
    // Edits by hand come first, so that the history has them in their order.
    changeSetting: async ({ by = 'cli', ...input }) => {
      await live.reread();
      return changeSetting(parts, { ...input, by });
    },
    settingsHistory: async () => {
      await live.reread();
      return [...(await live.history())];
    },
  };
}
