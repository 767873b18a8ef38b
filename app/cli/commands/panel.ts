import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { prepareHome } from '../../home/prepare.ts';
import { panelFolder } from '../../panel/files.ts';
import { handOver } from '../../panel/hand-over.ts';
import { startPanelServer, type PanelServer } from '../../panel/server.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import type { Session } from '../session.ts';

interface PanelOptions {
  readonly port?: string;
  readonly open: boolean;
}

export function addPanel(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'panel',
    summary: 'show the panel in a browser',
    manual: {
      about: [
        'Serves the panel of the menubar app on 127.0.0.1 until Ctrl-C, and opens it in the browser. The link it prints works once; for another browser run the command again.',
        'The panel shows what the daemon of this home sees. Without a daemon it says how to start one, and goes on by itself when there is one.',
      ],
      examples: [
        ['fairlead panel', 'open it'],
        ['fairlead panel --no-open --port 7070', 'only print the link, for ssh -L 7070:127.0.0.1:7070'],
      ],
    },
  });
  command
    .option('--port <number>', 'local port (default: any that is free)')
    .option('--no-open', 'do not open a browser');
  line.does<PanelOptions>(command, (session, options) => showPanel(session, options));
}

async function showPanel(session: Session, options: PanelOptions): Promise<undefined> {
  const { home, world } = session;
  const port = readPort(options.port);
  const folder = panelFolder();
  if (folder === undefined)
    throw new CommandError('not-built', 'the panel is not built', { hint: 'npm run build' });
  const prepared = prepareHome(home);
  if (prepared.kind === 'refused')
    throw new CommandError('home-refused', prepared.reason, { hint: prepared.next });
  await using server = await start({ daemon: () => session.daemon(), folder, port });
  const link = server.link() ?? server.origin;
  session.print(
    { ready: true, url: link, port: server.port, pid: process.pid },
    () => `The panel is at\n\n  ${link}\n\nThe link works once. Ctrl-C ends the panel.\n`,
  );
  using handed =
    options.open && !session.json && hasScreen(world.environment) ? handOver(home, link) : undefined;
  if (handed !== undefined && !(await openInBrowser(handed.url)))
    session.remark('No browser could be opened: open the link yourself.');
  await untilEnd(world.signal);
  return undefined;
}

function readPort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1 && port <= 65_535) return port;
  throw new CommandError('usage', `--port takes a number from 1 to 65535, not ${text}`, {
    hint: 'fairlead panel --help',
    exitCode: exitCodes.usage,
  });
}

async function start(options: Parameters<typeof startPanelServer>[0]): Promise<PanelServer> {
  try {
    return await startPanelServer(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'it is taken' : code === 'EACCES' ? 'you may not' : String(error);
    throw new CommandError('port-busy', `cannot listen on 127.0.0.1:${options.port ?? 0}: ${why}`, {
      hint: 'fairlead panel takes any free port',
    });
  }
}

/** Ctrl-C reaches the signal; a service manager sends SIGTERM, a closed terminal SIGHUP. */
function untilEnd(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const held = setInterval(() => undefined, 60_000);
    const end = (): void => {
      clearInterval(held);
      for (const name of ['SIGTERM', 'SIGHUP'] as const) process.off(name, end);
      resolve();
    };
    for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, end);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function hasScreen(environment: NodeJS.ProcessEnv): boolean {
  if (process.platform === 'darwin') return true;
  return (environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY'] ?? '') !== '';
}

function openInBrowser(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const opener = process.platform === 'darwin' ? '/usr/bin/open' : 'xdg-open';
    const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
    child.on('error', () => resolve(false));
    child.on('spawn', () => resolve(true));
    child.unref();
  });
}
