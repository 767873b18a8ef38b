import { spawn } from 'node:child_process';
import { connect } from '../../app/control/client.ts';
import { homeAt } from '../../app/home/home.ts';
import { panelFolder } from '../../app/panel/files.ts';
import { handOver } from '../../app/panel/hand-over.ts';
import { startPanelServer } from '../../app/panel/server.ts';
import { type Stage, startStage } from './stage.ts';

export interface PanelDemoOptions {
  readonly interrupted: Promise<number>;
  /** Told once the stage stands, so that it is taken down whatever happens. */
  readonly stands: (stage: Stage) => void;
  readonly json: boolean;
}

/** The panel over a stage with its daemon; the person plays the VPN with a key, until Ctrl-C. */
export async function playPanel({ interrupted, stands, json }: PanelDemoOptions): Promise<number> {
  const folder = panelFolder();
  if (folder === undefined) throw new Error('the panel is not built; run: npm run build');
  const stage = await startStage({ firstPort: 2376 });
  stands(stage);
  await stage.startDaemon();
  const home = homeAt(stage.home);
  await using server = await startPanelServer({
    folder,
    daemon: async () => {
      const connection = await connect(home);
      if (connection.kind !== 'connected') throw connection.error;
      return connection.client;
    },
  });
  const link = server.link() ?? server.origin;
  process.stdout.write(
    json ? `${JSON.stringify({ ready: true, url: link, home: stage.home })}\n` : told(stage, link),
  );
  using handed = handOver(home, link);
  if (!json && (process.platform === 'darwin' || process.env['DISPLAY'] !== undefined)) openPage(handed.url);
  using _keys = listenToKeys(stage, json);
  const alive = setInterval(() => undefined, 60_000);
  await Promise.race([interrupted, _keys.ended]);
  clearInterval(alive);
  if (!json) process.stdout.write('\nTaking everything down.\n');
  return 0;
}

function told(stage: Stage, link: string): string {
  return `A make-believe Mac with its daemon, and the panel on it:

  ${link}

The link works once. Here:  v  connects or disconnects the VPN,  i  one that takes routes back,  q  ends.
In another terminal:        FAIRLEAD_HOME=${stage.home} npx fairlead status --watch
`;
}

interface Keys extends Disposable {
  readonly ended: Promise<void>;
}

/** One key is one act, where a terminal listens. Ctrl-C arrives as a key there. */
function listenToKeys(stage: Stage, quiet: boolean): Keys {
  const { stdin } = process;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  if (!stdin.isTTY) return { ended, [Symbol.dispose]: () => undefined };
  const toggle = (kind: 'plain' | 'iron-fist'): void => {
    if (stage.vpn.connected === undefined) stage.vpn.connect(kind);
    else stage.vpn.disconnect();
    if (!quiet) process.stdout.write(`The VPN is ${stage.vpn.connected === undefined ? 'off' : 'on'}.\n`);
  };
  const press = (key: Buffer): void => {
    const letter = key.toString();
    if (letter === 'v') toggle('plain');
    else if (letter === 'i') toggle('iron-fist');
    else if (letter === 'q' || letter === '\u0003') end();
  };
  stdin.setRawMode(true);
  stdin.on('data', press).resume();
  return {
    ended,
    [Symbol.dispose]: () => {
      stdin.off('data', press).pause();
      stdin.setRawMode(false);
    },
  };
}

function openPage(url: string): void {
  const opener = process.platform === 'darwin' ? '/usr/bin/open' : 'xdg-open';
  // No browser is no harm: the link has been printed.
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
