import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { SudoersView } from '../../shared/control/change-words.ts';
import type { Bridge } from '../../shared/panel.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { outcomeOfFailure, type Outcome } from '../model/action.ts';
import { Card } from './card.tsx';
import { Command } from './copy.tsx';

export interface PermissionInUse {
  readonly view: SudoersView | undefined;
  /** Whether the system can ask for the password in a box of its own. */
  readonly hasBox: boolean;
  /** The box is up. */
  readonly busy: boolean;
  /** What came of it. */
  readonly outcome: Outcome | undefined;
  /** Has the system ask, once. Called by a press only. */
  readonly install: () => Promise<void>;
  /** No for an answer: the daemon remembers it, and no panel offers it again. */
  readonly decline: () => Promise<void>;
}

/** The permission for routes as it stands; looked at again when the daemon sees it change. */
export function usePermission(bridge: Bridge, { daemon, routePermission }: Snapshot): PermissionInUse {
  const permission = `${daemon.startedAt} ${routePermission}`;
  const [view, setView] = useState<SudoersView>();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const look = useCallback(async () => {
    const answer = await bridge.sudoers({});
    setView(answer.kind === 'ok' ? answer.value : undefined);
  }, [bridge]);
  useEffect(() => void look(), [look, permission]);
  const decline = useCallback(async () => {
    await bridge.changeSetting({ key: 'route.offerSudoers', value: false });
    await look();
  }, [bridge, look]);
  const install = useCallback(async () => {
    setBusy(true);
    setOutcome(undefined);
    const answer = await bridge.changePermission({ verb: 'install' });
    setOutcome(
      answer.kind === 'failed'
        ? outcomeOfFailure(answer.failure)
        : { ok: answer.value.state === 'done', text: answer.value.sentence },
    );
    await look();
    setBusy(false);
  }, [bridge, look]);
  return { view, hasBox: daemon.platform === 'macos', busy, outcome, install, decline };
}

/** Offers the permission while it is missing and nobody has said no; says so, too, when it no longer fits. */
export function PermissionOffer({
  permission,
}: {
  readonly permission: PermissionInUse;
}): JSX.Element | null {
  const { view, hasBox, busy, outcome, decline } = permission;
  if (view?.text === undefined) return null;
  const isOutdated = view.state === 'outdated';
  // What came of the box stays to be read, although it is not offered any longer.
  if (!view.offer && !isOutdated && outcome === undefined) return null;
  const isOpen = view.state !== 'current' && (view.offer || isOutdated);
  return (
    <Card
      title={isOutdated ? 'The permission for routes is out of date' : 'Allow route repairs?'}
      id="permission"
    >
      {isOpen && (
        <>
          <p>{view.why}</p>
          <p class="dim">
            Without it Docker stays reachable over the forward.
            {!hasBox && ' Typed in a terminal, this asks for your password, once:'}
          </p>
          {!hasBox && <Command text={view.command} />}
          <Text view={view} />
          <div class="buttons">
            {hasBox && <Install permission={permission} />}
            {!isOutdated && (
              <button
                type="button"
                class="quiet"
                aria-disabled={busy}
                onClick={() => {
                  if (!busy) void decline();
                }}
              >
                No, do not ask again
              </button>
            )}
          </div>
        </>
      )}
      <Came permission={permission} />
    </Card>
  );
}

/** Says what the password is for before any box is there. */
function Install({ permission: { busy, install } }: { readonly permission: PermissionInUse }): JSX.Element {
  return (
    <button
      type="button"
      aria-disabled={busy}
      aria-describedby="permission-note"
      onClick={() => {
        if (!busy) void install();
      }}
    >
      {busy ? 'Waiting for the password box…' : 'Install…'}
    </button>
  );
}

function Came({
  permission: { hasBox, view, busy, outcome },
}: {
  readonly permission: PermissionInUse;
}): JSX.Element {
  const canInstall = hasBox && view?.text !== undefined && view.state !== 'current';
  return (
    <>
      {canInstall && outcome === undefined && (
        <p class="dim note" id="permission-note">
          macOS asks for your password, once: Fairlead never sees it. Cancel is taken for a no.
        </p>
      )}
      <div role="status">
        {!busy && outcome !== undefined && (
          <p class={outcome.ok ? '' : 'warn'}>
            {outcome.text} {outcome.hint !== undefined && <code>{outcome.hint}</code>}
          </p>
        )}
      </div>
    </>
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
export function PermissionState({ permission }: { readonly permission: PermissionInUse }): JSX.Element {
  const { view, hasBox } = permission;
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
              {hasBox ? (
                <div class="buttons">
                  <Install permission={permission} />
                </div>
              ) : (
                <Command text={view.command} />
              )}
            </>
          )}
          <Came permission={permission} />
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
