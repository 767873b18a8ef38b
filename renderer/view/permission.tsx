import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SudoersView } from '../../shared/control/change-words.ts';
import type { Bridge } from '../../shared/panel.ts';
import { Card } from './card.tsx';
import { Command } from './copy.tsx';

interface PermissionProps {
  readonly bridge: Bridge;
  /** Looked at again when it changes. */
  readonly permission: string;
}

/** Offers the permission for routes where it is missing: what it is for, exactly what it allows, what to type. */
export function Permission({ bridge, permission }: PermissionProps): JSX.Element | null {
  const [view, setView] = useState<SudoersView>();
  useEffect(() => {
    void bridge.sudoers({}).then((answer) => setView(answer.kind === 'ok' ? answer.value : undefined));
  }, [bridge, permission]);
  if (view?.text === undefined || (!view.offer && view.state !== 'outdated')) return null;
  return (
    <Card title="Permission for routes" id="permission">
      <p>{view.why}</p>
      <Command text={view.command} />
      <details>
        <summary>Exactly what it allows</summary>
        <pre tabIndex={0} aria-label="The sudoers file">
          {view.text}
        </pre>
      </details>
    </Card>
  );
}
