import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { SudoersView } from '../../shared/control/change-words.ts';
import type { Bridge } from '../../shared/panel.ts';
import { Card } from './card.tsx';
import { Command } from './copy.tsx';

export interface PermissionInUse {
  readonly view: SudoersView | undefined;
  /** No for an answer: the daemon remembers it, and no panel offers it again. */
  readonly decline: () => Promise<void>;
}

/** The permission for routes as it stands; looked at again when `permission` changes. */
export function usePermission(bridge: Bridge, permission: string): PermissionInUse {
  const [view, setView] = useState<SudoersView>();
  const look = useCallback(async () => {
    const answer = await bridge.sudoers({});
    setView(answer.kind === 'ok' ? answer.value : undefined);
  }, [bridge]);
  useEffect(() => void look(), [look, permission]);
  const decline = useCallback(async () => {
    await bridge.changeSetting({ key: 'route.offerSudoers', value: false });
    await look();
  }, [bridge, look]);
  return { view, decline };
}

/** Offers the permission while it is missing and nobody has said no; says so, too, when it no longer fits. */
export function PermissionOffer({
  permission,
}: {
  readonly permission: PermissionInUse;
}): JSX.Element | null {
  const { view, decline } = permission;
  if (view?.text === undefined || (!view.offer && view.state !== 'outdated')) return null;
  const isOutdated = view.state === 'outdated';
  return (
    <Card
      title={isOutdated ? 'The permission for routes is out of date' : 'Allow route repairs?'}
      id="permission"
    >
      <p>{view.why}</p>
      <p class="dim">
        Without it Docker stays reachable over the forward. Typed in a terminal, this asks for your password,
        once:
      </p>
      <Command text={view.command} />
      <Text view={view} />
      {!isOutdated && (
        <div class="buttons">
          <button type="button" onClick={() => void decline()}>
            No, do not ask again
          </button>
        </div>
      )}
    </Card>
  );
}

const stateWords: Readonly<Record<SudoersView['state'], string>> = {
  current: 'Installed and up to date.',
  outdated: 'Installed, but out of date.',
  absent: 'Not installed: routes are left alone, and the forward carries Docker.',
  unreadable: 'Installed; only root can compare it.',
  'not-needed': 'Not needed: Fairlead runs as root.',
  impossible: 'Not to be had here.',
};

/** Where whoever said no finds it again. */
export function PermissionState({
  permission: { view },
}: {
  readonly permission: PermissionInUse;
}): JSX.Element {
  return (
    <Card title="Permission for routes" id="permission">
      {view === undefined ? (
        <p class="dim">It has not been looked at yet.</p>
      ) : (
        <>
          <p class={view.state === 'outdated' ? 'warn' : ''}>{stateWords[view.state]}</p>
          {view.problem !== undefined && <p class="dim">{view.problem}</p>}
          {view.text !== undefined && view.state !== 'current' && (
            <>
              <p class="dim">{view.why}</p>
              <Command text={view.command} />
            </>
          )}
          <Text view={view} />
        </>
      )}
    </Card>
  );
}

function Text({ view }: { readonly view: SudoersView }): JSX.Element | null {
  if (view.text === undefined) return null;
  const isDifferent = view.differences.length > 0;
  return (
    <details>
      <summary>{isDifferent ? 'What differs' : 'Exactly what it allows'}</summary>
      <pre tabIndex={0} aria-label="The sudoers file">
        {isDifferent ? view.differences.join('\n') : view.text}
      </pre>
    </details>
  );
}
