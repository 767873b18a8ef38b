import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { isLevel, type NotificationLevel } from '../model/level.ts';
import { drawingOf } from '../model/drawing.ts';
import { emptyOf } from '../model/empty.ts';
import { headlineOf } from '../model/headline.ts';
import type { PageId } from '../model/pages.ts';
import { machineShown, markOf } from '../model/scene.ts';
import { Notifier } from '../notifier.ts';
import type { Bridge } from '../../shared/panel.ts';
import type { MachineView, Snapshot } from '../../shared/snapshot.ts';
import { daemonWords } from '../../shared/wording.ts';
import { Act } from './act.tsx';
import { ChangesPage } from './changes-page.tsx';
import { DoctorPage } from './doctor-page.tsx';
import { PathDrawing } from './drawing.tsx';
import { EmptyScreen } from './empty.tsx';
import { Hero } from './hero.tsx';
import { Overview } from './overview.tsx';
import { PermissionState, usePermission } from './permission.tsx';
import { Settings } from './settings.tsx';
import { Tabs } from './tabs.tsx';
import { useNow, useScene, useSettings, valueOf, type SettingsInUse } from './use-panel.ts';

export function Panel({ bridge }: { readonly bridge: Bridge }): JSX.Element {
  const scene = useScene(bridge);
  const snapshot = scene.kind === 'seen' ? scene.snapshot : undefined;
  const settings = useSettings(bridge, settingsRevision(snapshot));
  const [chosen, choose] = useState<string>();
  const empty = emptyOf(scene, bridge.app !== undefined);
  useNotifications(bridge, snapshot, valueOf(settings, 'notifications'));
  useEscape(bridge);
  const title = empty?.title ?? snapshot?.sentence ?? 'Fairlead';
  useEffect(() => {
    document.title = `Fairlead: ${title}`;
  }, [title]);
  const machine = snapshot === undefined ? undefined : machineShown(snapshot, chosen);
  return (
    <main class={empty === undefined ? 'panel' : 'panel bare'}>
      <Hero
        mark={markOf(scene)}
        sentence={title}
        headline={empty !== undefined || snapshot === undefined ? title : headlineOf(title, snapshot)}
      >
        {empty !== undefined && <EmptyScreen empty={empty} app={bridge.app} />}
        {empty === undefined && snapshot !== undefined && machine !== undefined && (
          <Path machine={machine} snapshot={snapshot} />
        )}
        {snapshot !== undefined && <Act bridge={bridge} snapshot={snapshot} />}
      </Hero>
      {snapshot !== undefined && (
        <Pages
          {...{ bridge, snapshot, settings, machine, choose }}
          advisories={snapshot.advisories.filter(({ code }) => code !== empty?.tells)}
        />
      )}
    </main>
  );
}

function Path({
  machine,
  snapshot,
}: {
  readonly machine: MachineView;
  readonly snapshot: Snapshot;
}): JSX.Element {
  const drawing = useMemo(() => drawingOf(machine, snapshot.vpns), [machine, snapshot.vpns]);
  return <PathDrawing drawing={drawing} />;
}

interface PagesProps {
  readonly bridge: Bridge;
  readonly snapshot: Snapshot;
  /** Those that are not said above. */
  readonly advisories: Snapshot['advisories'];
  readonly settings: SettingsInUse;
  readonly machine: MachineView | undefined;
  readonly choose: (machine: string) => void;
}

function Pages({ bridge, snapshot, advisories, settings, machine, choose }: PagesProps): JSX.Element {
  const [page, turnTo] = useState<PageId>('overview');
  const now = useNow(30_000);
  const permission = usePermission(bridge, snapshot);
  return (
    <>
      <Tabs page={page} choose={turnTo} />
      <div class={`page ${page}`} id="page" role="tabpanel" aria-labelledby={`tab-${page}`}>
        {page === 'overview' && (
          <Overview {...{ bridge, snapshot, advisories, machine, choose, permission, now }} />
        )}
        {page === 'doctor' && <DoctorPage bridge={bridge} snapshot={snapshot} />}
        {page === 'changes' && <ChangesPage bridge={bridge} snapshot={snapshot} now={now} />}
        {page === 'settings' && (
          <>
            <Settings settings={settings} app={bridge.app} />
            <PermissionState permission={permission} />
          </>
        )}
      </div>
      <footer class="dim">{daemonWords(snapshot)}</footer>
    </>
  );
}

/** Settings are read anew for another daemon, and when one of them shows in the snapshot. */
function settingsRevision(snapshot: Snapshot | undefined): string {
  if (snapshot === undefined) return '';
  return `${snapshot.daemon.startedAt} ${String(snapshot.daemon.autoRepair)}`;
}

function useNotifications(bridge: Bridge, snapshot: Snapshot | undefined, setting: unknown): void {
  const notifier = useMemo(() => (bridge.app === undefined ? new Notifier() : undefined), [bridge]);
  const level: NotificationLevel = isLevel(setting) ? setting : 'off';
  useEffect(() => notifier?.show(snapshot?.advisories ?? [], level), [notifier, snapshot, level]);
}

/** The app's panel goes on Escape, as every menu does. A sheet that is open takes Escape for itself. */
function useEscape({ app }: Bridge): void {
  useEffect(() => {
    if (app === undefined) return undefined;
    const leave = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) void app.hidePanel();
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [app]);
}
