import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AppBridge, LoginItem } from '../../shared/panel.ts';
import { choicesOf, type Offered } from '../model/settings.ts';
import { Card } from './card.tsx';
import type { SettingsInUse } from './use-panel.ts';

interface SettingsProps {
  readonly settings: SettingsInUse;
  readonly app: AppBridge | undefined;
}

export function Settings({ settings, app }: SettingsProps): JSX.Element {
  return (
    <Card title="Settings" id="settings">
      {settings.views.length === 0 && <p class="dim">They come with the daemon.</p>}
      {choicesOf(settings.views).map((choice) => (
        <Choose
          key={choice.key}
          name={choice.key}
          label={choice.label}
          note={choice.note}
          choices={choice.choices}
          value={choice.value}
          choose={(value) => void settings.change(choice.key, value)}
        />
      ))}
      {app === undefined ? <BrowserNotifications /> : <LoginItemChoice app={app} />}
      {settings.failure !== undefined && (
        <p class="warn" role="alert">
          {settings.failure.message}
        </p>
      )}
    </Card>
  );
}

interface ChooseProps extends Pick<Offered, 'label' | 'note' | 'choices'> {
  readonly name: string;
  readonly value: unknown;
  readonly choose: (value: Offered['choices'][number]['value']) => void;
}

/** Radio buttons that look like a segmented control: arrow keys work by themselves. */
function Choose({ name, label, note, choices, value, choose }: ChooseProps): JSX.Element {
  return (
    <fieldset class="setting">
      <legend>{label}</legend>
      <div class="segments">
        {choices.map((choice) => (
          <label key={String(choice.value)}>
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              onChange={() => choose(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
      <p class="dim note">{note}</p>
    </fieldset>
  );
}

/** A browser asks the person before it shows any; it may only be asked after a press. */
function BrowserNotifications(): JSX.Element | null {
  const [permission, setPermission] = useState(() =>
    typeof Notification === 'undefined' ? 'unsupported' : Notification.permission,
  );
  if (permission === 'granted' || permission === 'unsupported') return null;
  const ask = async (): Promise<void> => setPermission(await Notification.requestPermission());
  return (
    <Beside note={permission === 'denied' ? 'This browser does not allow them for this page.' : undefined}>
      {permission === 'default' && (
        <button type="button" onClick={() => void ask()}>
          Allow notifications in this browser
        </button>
      )}
    </Beside>
  );
}

const loginNotes: Readonly<Record<LoginItem, string | undefined>> = {
  on: undefined,
  off: undefined,
  'requires-approval': 'Allow Fairlead in System Settings, General, Login Items.',
  'not-available': 'Only the installed app can be opened at login.',
};

function LoginItemChoice({ app }: { readonly app: AppBridge }): JSX.Element {
  const [state, setState] = useState<LoginItem>('off');
  useEffect(() => {
    void app.loginItem().then((answer) => {
      if (answer.kind === 'ok') setState(answer.value);
    });
  }, [app]);
  const choose = async (on: boolean): Promise<void> => {
    const answer = await app.setLoginItem(on);
    if (answer.kind === 'ok') setState(answer.value);
  };
  return (
    <Choose
      name="login-item"
      label="Open at login"
      note={loginNotes[state] ?? 'The icon in the menu bar is there when you are.'}
      choices={[
        { value: true, label: 'On' },
        { value: false, label: 'Off' },
      ]}
      value={state === 'on' || state === 'requires-approval'}
      choose={(value) => void choose(value === true)}
    />
  );
}

function Beside({
  note,
  children,
}: {
  readonly note: string | undefined;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="setting">
      {children}
      {note !== undefined && <p class="dim note">{note}</p>}
    </div>
  );
}
