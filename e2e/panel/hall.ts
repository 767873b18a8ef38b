/** The real panel server over a daemon that is a script: any state can be shown, and be changed to another. */
import type { Page } from 'playwright';
import type { Out } from '../../shared/control/contract.ts';
import { FailureError } from '../../shared/control/failure.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { settingKeys, viewSetting } from '../../shared/setting-kinds.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { ControlError, type ControlErrorKind } from '../../app/control/control-error.ts';
import { clientOf } from '../../app/control/in-process.ts';
import { panelFolder } from '../../app/panel/files.ts';
import { startPanelServer, type PanelServer } from '../../app/panel/server.ts';
import { MemoryCore } from '../../app/testing/memory-core.ts';
import { snapshot } from '../../app/testing/snapshots.ts';
import { explained, findings, journal, permission, undoing } from './pictures.ts';
import type { State } from './states.ts';

export interface Hall extends AsyncDisposable {
  readonly server: PanelServer;
  readonly core: MemoryCore;
}

/** One state on one server; it ends with its block. */
export async function hallOf({ shows, offers = false }: State): Promise<Hall> {
  const folder = panelFolder();
  if (folder === undefined) throw new Error('the panel is not built: npm run build');
  const isAway = 'message' in shows;
  const core = new MemoryCore(isAway ? snapshot() : shows);
  if (!isAway) teach(core, shows);
  core.answer('sudoers', { ...permission, offer: offers });
  const server = await startPanelServer({
    folder,
    daemon: () =>
      isAway
        ? Promise.reject(new ControlError(shows.code as ControlErrorKind, shows.message, shows.hint))
        : Promise.resolve(clientOf(core.handlers)),
  });
  return { server, core, [Symbol.asyncDispose]: () => server.close() };
}

function teach(core: MemoryCore, shows: Snapshot): void {
  const machine = shows.machines[0]?.name ?? 'default';
  core.answer('environment', {
    machine,
    shell: 'zsh',
    text: `export DOCKER_HOST="unix:///Users/somebody/.fairlead/machines/${machine}/docker.sock"\nunset DOCKER_TLS_VERIFY DOCKER_CERT_PATH\n`,
    variables: { DOCKER_HOST: `unix:///Users/somebody/.fairlead/machines/${machine}/docker.sock` },
    unset: ['DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'],
    form: 'endpoint',
  });
  core.answer(
    'settings',
    settingKeys.map((key) => viewSetting(key, defaultSettings[key])),
  );
  core.answer('doctor', findings);
  core.answer('explain', explained);
  core.answer('journal', journal);
  core.answer('undo', undoing);
  core.answer('report', {
    file: '/Users/somebody/.fairlead/reports/fairlead-report-20260314T092653Z.tar.gz',
    bytes: 48_213,
    parts: ['snapshot', 'routes', 'log'],
    missing: [],
  });
  core.answer('fix', () =>
    core.calls.some(({ name, input }) => name === 'fix' && (input as { dryRun: boolean }).dryRun)
      ? Promise.resolve(plan(shows))
      : Promise.reject(new FailureError('not-possible', 'this is a picture')),
  );
}

function plan(snapshot: Snapshot): Out<'fix'> {
  return {
    ok: true,
    sentence: 'This would be done, one after the other, as long as it is needed:',
    steps: [
      {
        machine: 'default',
        does: 'put the route back',
        because: 'the VPN holds it, and sudo allows to change it',
        commands: [
          'sudo -n /sbin/route -n delete -net 192.168.99.0/24',
          'sudo -n /sbin/route -n add -net 192.168.99.0/24 -interface vboxnet0',
        ],
        disruptive: false,
      },
    ],
    snapshot,
  };
}

/** Goes where a state is shown: its page, and the sheet that a press opens. */
export async function goTo(page: Page, { page: tab, press }: State): Promise<void> {
  // The first thing to be drawn is that there is nothing yet.
  await page.locator('h1').filter({ hasNotText: 'Looking for the daemon' }).waitFor();
  if (tab !== undefined) await page.getByRole('tab', { name: tab }).click();
  const place = tab === undefined ? page.locator('.hero') : page.getByRole('tabpanel');
  if (tab === 'Doctor') await place.getByText('2 things are wrong here').waitFor();
  if (press !== undefined) await place.getByRole('button', { name: press, exact: true }).click();
}
