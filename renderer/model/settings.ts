import type { SettingValue, SettingView } from '../../shared/control/change-words.ts';

/** The settings the panel offers; `fairlead settings` has them all. */
export interface Offered {
  readonly key: string;
  readonly label: string;
  readonly note: string;
  readonly choices: readonly { readonly value: SettingValue; readonly label: string }[];
}

const onOff = [
  { value: true, label: 'On' },
  { value: false, label: 'Off' },
] as const;

const offered: readonly Offered[] = [
  {
    key: 'autoRepair',
    label: 'Repair by itself',
    note: 'Off: only when you press the button.',
    choices: onOff,
  },
  {
    key: 'endpoint.prefer',
    label: 'Preferred path',
    note: 'Steady takes a path that no VPN can touch; fast takes the direct one first.',
    choices: [
      { value: 'steady', label: 'Steady' },
      { value: 'fast', label: 'Fast' },
    ],
  },
  {
    key: 'ports.publish',
    label: 'Publish ports of containers',
    note: 'Opens them on 127.0.0.1 of this computer.',
    choices: [
      { value: 'on', label: 'On' },
      { value: 'off', label: 'Off' },
    ],
  },
  {
    key: 'notifications',
    label: 'Notifications',
    note: 'Important: warnings and errors.',
    choices: [
      { value: 'off', label: 'Off' },
      { value: 'important', label: 'Important' },
      { value: 'all', label: 'All' },
    ],
  },
];

export interface Choice extends Offered {
  readonly value: SettingValue;
}

/** What can be chosen with this daemon: an older one may not know every setting. */
export function choicesOf(views: readonly SettingView[]): readonly Choice[] {
  return offered.flatMap((one) => {
    const view = views.find(({ key }) => key === one.key);
    return view === undefined ? [] : [{ ...one, value: view.value }];
  });
}
