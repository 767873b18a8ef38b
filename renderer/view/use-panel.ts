import { useCallback, useEffect, useState } from 'preact/hooks';
import type { SettingValue, SettingView } from '../../shared/control/change-words.ts';
import type { Bridge, PanelFailure } from '../../shared/panel.ts';
import { sceneOf, type Scene } from '../model/scene.ts';

/** The newest sight of the daemon. */
export function useScene(bridge: Bridge): Scene {
  const [scene, setScene] = useState<Scene>({ kind: 'waiting' });
  useEffect(() => bridge.watch((sight) => setScene(sceneOf(sight))), [bridge]);
  return scene;
}

/** The time, so that "ends in 3 days" does not stand still. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export interface SettingsInUse {
  readonly views: readonly SettingView[];
  readonly failure: PanelFailure | undefined;
  readonly change: (key: string, value: SettingValue) => Promise<void>;
}

/** The daemon's settings, read when there is a daemon, and again when another panel or the CLI changed them. */
export function useSettings(bridge: Bridge, revision: string): SettingsInUse {
  const [views, setViews] = useState<readonly SettingView[]>([]);
  const [failure, setFailure] = useState<PanelFailure>();
  useEffect(() => {
    if (revision === '') return;
    void bridge.settings({}).then((answer) => {
      if (answer.kind === 'ok') setViews(answer.value);
    });
  }, [bridge, revision]);
  const change = useCallback(
    async (key: string, value: SettingValue) => {
      const answer = await bridge.changeSetting({ key, value });
      setFailure(answer.kind === 'failed' ? answer.failure : undefined);
      if (answer.kind === 'ok')
        setViews((before) => before.map((view) => (view.key === key ? answer.value.setting : view)));
    },
    [bridge],
  );
  return { views, failure, change };
}

export function valueOf(settings: SettingsInUse, key: string): SettingValue | undefined {
  return settings.views.find((view) => view.key === key)?.value;
}
