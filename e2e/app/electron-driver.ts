import path from 'node:path';
import { _electron } from 'playwright';
import type { Probe } from '../../main/probe.ts';
import type { AppDriver } from './driver.ts';
import { until } from './until.ts';

type Probing = { readonly fairleadProbe?: Probe };

/** The real thing. Written against Playwright's types; run wherever the binary is. */
export async function driveElectron(
  environment: NodeJS.ProcessEnv,
  places: { readonly binary: string; readonly userData: string },
): Promise<AppDriver> {
  const root = path.join(import.meta.dirname, '../..');
  const { ELECTRON_RUN_AS_NODE: _, ...clean } = { ...environment, FAIRLEAD_PROBE: '1' } as NodeJS.ProcessEnv;
  const electron = await _electron.launch({
    executablePath: places.binary,
    args: [root, `--user-data-dir=${places.userData}`],
    env: clean as Record<string, string>,
  });
  const gone = new Promise<void>((resolve) => electron.on('close', () => resolve()));
  await until('the probe', () =>
    electron.evaluate(() => (globalThis as Probing).fairleadProbe !== undefined),
  );
  // Boxes would wait for a hand; they are noted and answered.
  await electron.evaluate(({ dialog }) => {
    const boxes = { said: [] as string[], answer: 0 };
    Object.assign(globalThis, { boxes });
    dialog.showMessageBox = (options: unknown) => {
      const { message, detail } = options as { message: string; detail?: string };
      boxes.said.push(`${message} ${detail ?? ''}`);
      return Promise.resolve({ response: boxes.answer, checkboxChecked: false });
    };
  });
  const ask = <K extends 'icon' | 'isPanelOpen' | 'notices' | 'rows'>(
    name: K,
  ): Promise<ReturnType<Probe[K]>> =>
    electron.evaluate(
      (_parts, which) => (globalThis as unknown as { fairleadProbe: Probe }).fairleadProbe[which](),
      name,
    ) as Promise<ReturnType<Probe[K]>>;
  return {
    kind: 'Electron',
    icon: () => ask('icon'),
    rows: () => ask('rows'),
    notices: () => ask('notices'),
    isPanelOpen: () => ask('isPanelOpen'),
    choose: (action) =>
      electron.evaluate((_parts, chosen) => (globalThis as Probing).fairleadProbe?.choose(chosen), action),
    clickIcon: () => electron.evaluate(() => (globalThis as Probing).fairleadProbe?.clickIcon()),
    page: () => electron.firstWindow(),
    clipboard: () => electron.evaluate(({ clipboard }) => clipboard.readText()),
    tell: async (event) => {
      await electron.evaluate(({ app, powerMonitor }, name) => {
        (name === 'resume' ? powerMonitor : app).emit(name);
      }, event);
    },
    dialogs: (answer) =>
      electron.evaluate((_parts, response) => {
        const { boxes } = globalThis as unknown as { boxes: { said: string[]; answer: number } };
        boxes.answer = response;
        return boxes.said;
      }, answer),
    ended: () => gone,
    [Symbol.asyncDispose]: () => electron.close(),
  };
}
