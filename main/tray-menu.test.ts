import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hijacked, machineView, moment, snapshot } from '../app/testing/snapshots.ts';
import type { Preferences, Situation } from './situation.ts';
import { menuTemplate } from './menu-template.ts';
import { iconFile, iconOf } from './tray-icon.ts';
import { trayMenu, trayTooltip, type MenuAction, type MenuRow } from './tray-menu.ts';

const now = Date.parse(moment);
const preferences: Preferences = {
  autoRepair: true,
  notifications: 'important',
  loginItem: false,
  loginItemRemark: undefined,
};
const known = (shown = snapshot(), hosted = true): Situation => ({ kind: 'known', snapshot: shown, hosted });

/** Labels as somebody reads them, rows of submenus indented. */
function read(rows: readonly MenuRow[], indent = ''): string[] {
  return rows.flatMap((row) => {
    switch (row.kind) {
      case 'separator':
        return [`${indent}---`];
      case 'submenu':
        return [`${indent}${row.label} >`, ...read(row.rows, `${indent}  `)];
      case 'text':
        return [`${indent}(${row.label})`];
      case 'action':
        return [`${indent}${row.label}`];
      case 'checkbox':
      case 'radio':
        return [`${indent}${row.checked ? '✓ ' : ''}${row.label}`];
    }
  });
}

test('a hijack: the sentence, the remedy, the machine, the VPN, the settings', () => {
  assert.deepEqual(read(trayMenu(known(hijacked()), preferences, now)), [
    '(Docker is reachable over localhost because Cisco)',
    '(AnyConnect took 192.168.99.0/24.)',
    '---',
    'Restore the direct path',
    '---',
    'default: forward 127.0.0.1:2376 >',
    '  (the direct path works)',
    '  (Certificate: good, 813 days left)',
    '  ---',
    '  Copy environment',
    '  Renew certificate…',
    '(VPN: Cisco AnyConnect, takes routes back)',
    '---',
    'Open panel',
    'Settings >',
    '  ✓ Repair by itself',
    '  Open at login',
    '  Notifications >',
    '    Off',
    '    ✓ Important only',
    '    All',
    '---',
    'Quit Fairlead…',
  ]);
});

const remedies: readonly [string, Situation, string][] = [
  ['all is well', known(), '(Nothing to do)'],
  ['broken', known(snapshot({ state: 'broken' })), 'Fix now'],
  ['no machine runs', known(snapshot({ state: 'off' })), 'Look again'],
  [
    'busy',
    known(snapshot({ state: 'working', machines: [machineView({ working: 'putting the route back' })] })),
    '(default: putting the route back…)',
  ],
  ['stopped on purpose', { kind: 'stopped' }, 'Start the daemon'],
  [
    'another version',
    { kind: 'trouble', code: 'wrong-protocol', sentence: 'They differ.', hint: 'quit and reopen' },
    'Start the daemon',
  ],
];
for (const [name, situation, label] of remedies)
  test(`${name}: ${label}`, () => {
    assert.ok(read(trayMenu(situation, preferences, now)).includes(label));
  });

test('a daemon of somebody else goes on when the icon goes', () => {
  assert.equal(read(trayMenu(known(snapshot(), false), preferences, now)).at(-1), 'Take the icon away…');
});

test('consent leads to the panel, which names the containers', () => {
  const [advisory] = hijacked().advisories;
  assert.ok(advisory);
  const waiting = snapshot({ advisories: [{ ...advisory, code: 'consent-needed' }] });
  const row = trayMenu(known(waiting), preferences, now).find(
    (one) => one.kind === 'action' && one.label === 'Restart Docker in default…',
  );
  assert.deepEqual(row?.kind === 'action' ? row.action : undefined, { do: 'show-panel' });
  assert.equal(iconFile(iconOf(known(waiting))), 'okAttentionTemplate.png');
});

test('text from outside cannot make the menu wide, nor lose its ampersands', () => {
  const name = `feature/${'x'.repeat(100)}-end`;
  const rows = trayMenu(
    known(snapshot({ sentence: 'y'.repeat(300), machines: [machineView({ name, state: 'off' })] })),
    preferences,
    now,
  );
  for (const label of read(rows)) assert.ok(label.length < 80, label);
  const act = (): void => undefined;
  assert.equal(menuTemplate([{ kind: 'text', label: 'a & b' }], act)[0]?.label, 'a && b');
});

test('choosing a row acts, and settings turn over', () => {
  const chosen: MenuAction[] = [];
  const template = menuTemplate(
    [
      {
        kind: 'checkbox',
        label: 'x',
        checked: true,
        action: { do: 'change', key: 'autoRepair', value: false },
      },
    ],
    (action) => chosen.push(action),
  );
  (template[0]?.click as unknown as () => void)();
  assert.deepEqual(chosen, [{ do: 'change', key: 'autoRepair', value: false }]);
});

test('every situation has an icon and a tooltip of its own', () => {
  const states = ['ok', 'working', 'degraded', 'broken', 'off'] as const;
  assert.deepEqual(
    states.map((state) => iconFile(iconOf(known(snapshot({ state }))))),
    states.map((state) => `${state}Template.png`),
  );
  assert.equal(iconFile(iconOf({ kind: 'starting' })), 'workingTemplate.png');
  assert.equal(iconFile(iconOf({ kind: 'stopped' })), 'offTemplate.png');
  assert.equal(trayTooltip(known()), 'Fairlead: Docker is reachable.');
});
