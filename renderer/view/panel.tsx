import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { isLevel, type NotificationLevel } from '../model/level.ts';
import { drawingOf } from '../model/drawing.ts';
import { emptyOf } from '../model/empty.ts';
import { machineShown, markOf } from '../model/scene.ts';
import { Notifier } from '../notifier.ts';
import type { Bridge } from '../../shared/panel.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { daemonWords } from '../../shared/wording.ts';
import { Act } from './act.tsx';
import { Advisories } from './advisories.tsx';
import { Certificate } from './certificate.tsx';
import { PathDrawing } from './drawing.tsx';
import { EmptyScreen } from './empty.tsx';
import { EnvironmentCard } from './environment.tsx';
import { Hero } from './hero.tsx';
import { Machines } from './machines.tsx';
import { Permission } from './permission.tsx';
import { Ports } from './ports.tsx';
import { Settings } from './settings.tsx';
import { Timeline } from './timeline.tsx';
import { useNow, useScene, useSettings, valueOf, type SettingsInUse } from './use-panel.ts';
import { Vpns } from './vpns.tsx';

export function Panel({ bridge }: { readonly bridge: Bridge }): JSX.Element {
  const scene = useScene(bridge);
  const snapshot = scene.kind === 'seen' ? scene.snapshot : undefined;
  const settings = useSettings(bridge, settingsRevision(snapshot));
  const empty = emptyOf(scene);
  useNotifications(bridge, snapshot, valueOf(settings, 'notifications'));
  const title = snapshot === undefined ? (empty?.title ?? 'Fairlead') : snapshot.sentence;
  useEffect(() => {
    document.title = `Fairlead: ${title}`;
  }, [title]);
  return (
    <main class={empty === undefined ? 'panel' : 'panel bare'}>
      {empty !== undefined && (
        <Hero mark={markOf(scene)} sentence={empty.title}>
          <EmptyScreen empty={empty} />
          {snapshot !== undefined && <Act bridge={bridge} snapshot={snapshot} />}
        </Hero>
      )}
      {snapshot !== undefined && (
        <World bridge={bridge} snapshot={snapshot} settings={settings} isBare={empty !== undefined} />
      )}
    </main>
  );
}

interface WorldProps {
  readonly bridge: Bridge;
  readonly snapshot: Snapshot;
  readonly settings: SettingsInUse;
  /** Nothing runs, so there is no path to draw. */
  readonly isBare: boolean;
}

function World({ bridge, snapshot, settings, isBare }: WorldProps): JSX.Element {
  const [chosen, choose] = useState<string>();
  const now = useNow(30_000);
  const machine = machineShown(snapshot, chosen);
  const drawing = useMemo(
    () => (machine === undefined ? undefined : drawingOf(machine, snapshot.vpns)),
    [machine, snapshot.vpns],
  );
  return (
    <>
      {!isBare && (
        <Hero mark={snapshot.state} sentence={snapshot.sentence}>
          {drawing !== undefined && <PathDrawing drawing={drawing} />}
          <Act bridge={bridge} snapshot={snapshot} />
        </Hero>
      )}
      <div class="main-column first">
        <Advisories advisories={snapshot.advisories} />
        <Permission bridge={bridge} permission={`${snapshot.daemon.startedAt} ${snapshot.routePermission}`} />
      </div>
      <div class="side-column first">
        {machine !== undefined && (
          <Machines machines={snapshot.machines} shown={machine.name} choose={choose} />
        )}
        <Vpns vpns={snapshot.vpns} />
        {machine?.state === 'running' && (
          <>
            <Certificate certificate={machine.certificate} now={now} />
            <EnvironmentCard bridge={bridge} machine={machine} platform={snapshot.daemon.platform} />
          </>
        )}
        {machine?.publishedPorts !== undefined && <Ports ports={machine.publishedPorts} />}
      </div>
      <div class="main-column">
        <Timeline timeline={snapshot.timeline} now={now} />
      </div>
      <div class="side-column">
        <Settings settings={settings} app={bridge.app} />
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
