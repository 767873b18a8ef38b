/**
 * The native menu as data: a pure function of what is known. Nothing can look into a menu once it stands in
 * the menu bar, so everything worth testing is decided here.
 */
import { notificationLevels, type NotificationLevel } from '../shared/notify.ts';
import type { MachineView, Snapshot } from '../shared/snapshot.ts';
import { certificateWords, pathWords } from '../shared/wording.ts';
import type { DocumentName } from './hardening.ts';
import { cut, wrap } from './menu-text.ts';
import type { Preferences, Situation } from './situation.ts';

export type MenuAction =
  | { readonly do: 'show-panel' | 'fix' | 'start-daemon' | 'quit' }
  | { readonly do: 'copy-environment' | 'renew-certificate'; readonly machine: string }
  | { readonly do: 'open-document'; readonly name: DocumentName }
  | { readonly do: 'change'; readonly key: 'autoRepair' | 'app.loginItem'; readonly value: boolean }
  | { readonly do: 'change'; readonly key: 'notifications'; readonly value: NotificationLevel };

export type MenuRow =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'action'; readonly label: string; readonly action: MenuAction }
  | {
      readonly kind: 'checkbox' | 'radio';
      readonly label: string;
      readonly checked: boolean;
      readonly action: MenuAction;
    }
  | { readonly kind: 'submenu'; readonly label: string; readonly rows: readonly MenuRow[] };

const separator: MenuRow = { kind: 'separator' };
const levelWords = { off: 'Off', important: 'Important only', all: 'All' } as const;

export function trayMenu(situation: Situation, preferences: Preferences, now: number): readonly MenuRow[] {
  return [
    ...head(situation),
    separator,
    ...(situation.kind === 'known' ? body(situation.snapshot, now) : []),
    action('Open panel', { do: 'show-panel' }),
    { kind: 'submenu', label: 'Settings', rows: settingsRows(preferences) },
    separator,
    action(situation.kind === 'known' && !situation.hosted ? 'Take the icon away…' : 'Quit Fairlead…', {
      do: 'quit',
    }),
  ];
}

export function trayTooltip(situation: Situation): string {
  return `Fairlead: ${sentenceOf(situation)}`;
}

export function sentenceOf(situation: Situation): string {
  switch (situation.kind) {
    case 'starting':
      return 'Fairlead is starting.';
    case 'stopped':
      return 'The daemon was stopped; nothing is repaired until it is started again.';
    case 'trouble':
      return situation.sentence;
    case 'known':
      return situation.snapshot.sentence;
  }
}

function head(situation: Situation): MenuRow[] {
  const rows: MenuRow[] = wrap(sentenceOf(situation)).map(text);
  if (situation.kind === 'trouble' && situation.hint !== undefined)
    rows.push(...wrap(situation.hint).map(text));
  if (situation.kind === 'stopped' || situation.kind === 'trouble')
    rows.push(separator, action('Start the daemon', { do: 'start-daemon' }));
  return rows;
}

function body(snapshot: Snapshot, now: number): MenuRow[] {
  const rows: MenuRow[] = [remedy(snapshot)];
  for (const { code, machine } of snapshot.advisories) {
    if (code === 'consent-needed')
      rows.push(action(`Restart Docker in ${cut(machine ?? 'the machine')}…`, { do: 'show-panel' }));
    if (code === 'local-network-privacy')
      rows.push(action('Open Local Network settings…', { do: 'open-document', name: 'macos-local-network' }));
  }
  rows.push(separator);
  for (const machine of snapshot.machines) rows.push(machineRow(machine, now));
  for (const vpn of snapshot.vpns)
    rows.push(text(`VPN: ${cut(vpn.name)}${vpn.takesRoutesBack ? ', takes routes back' : ''}`));
  if (snapshot.machines.length + snapshot.vpns.length > 0) rows.push(separator);
  return rows;
}

/** The one thing to do now; the same as the panel's one button. */
function remedy(snapshot: Snapshot): MenuRow {
  const busy = snapshot.machines.find(({ working }) => working !== undefined);
  if (busy?.working !== undefined) return text(`${cut(busy.name)}: ${cut(busy.working)}…`);
  switch (snapshot.state) {
    case 'ok':
      return text('Nothing to do');
    case 'degraded':
      return action('Restore the direct path', { do: 'fix' });
    case 'working':
    case 'broken':
      return action('Fix now', { do: 'fix' });
    case 'off':
      return action('Look again', { do: 'fix' });
  }
}

function machineRow(machine: MachineView, now: number): MenuRow {
  const label = `${cut(machine.name)}: ${machine.state === 'running' ? pathWords(machine) : machine.state}`;
  if (machine.state !== 'running') return text(label);
  return {
    kind: 'submenu',
    label,
    rows: [
      ...wrap(machine.decision.because).map(text),
      text(`Certificate: ${certificateWords(machine.certificate, now)}`),
      separator,
      action('Copy environment', { do: 'copy-environment', machine: machine.name }),
      action('Renew certificate…', { do: 'renew-certificate', machine: machine.name }),
    ],
  };
}

function settingsRows(preferences: Preferences): MenuRow[] {
  const { autoRepair, loginItem, loginItemRemark, notifications } = preferences;
  const rows: MenuRow[] = [
    checkbox('Repair by itself', { do: 'change', key: 'autoRepair', value: !autoRepair }, autoRepair),
    checkbox('Open at login', { do: 'change', key: 'app.loginItem', value: !loginItem }, loginItem),
  ];
  if (loginItemRemark !== undefined)
    rows.push(
      text(loginItemRemark),
      action('Open Login Items…', { do: 'open-document', name: 'macos-login-items' }),
    );
  const levels = notificationLevels.map((value): MenuRow => ({
    kind: 'radio',
    label: levelWords[value],
    checked: value === notifications,
    action: { do: 'change', key: 'notifications', value },
  }));
  rows.push({ kind: 'submenu', label: 'Notifications', rows: levels });
  return rows;
}

function text(label: string): MenuRow {
  return { kind: 'text', label };
}

function action(label: string, what: MenuAction): MenuRow {
  return { kind: 'action', label, action: what };
}

function checkbox(label: string, what: MenuAction, checked: boolean): MenuRow {
  return { kind: 'checkbox', label, checked, action: what };
}
