/** The panel's real server on a real port over a daemon that is a script, asked in bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { clientOf } from '../control/in-process.ts';
import { startPanelServer, type PanelServer } from '../panel/server.ts';
import { MemoryCore } from './memory-core.ts';
import { snapshot } from './snapshots.ts';
import { temporaryFolder } from './temporary.ts';

export const pageText = '<!doctype html><title>the panel</title>';

export interface OpenPanel extends AsyncDisposable {
  readonly core: MemoryCore;
  readonly server: PanelServer;
  readonly token: string;
  /** A request in the words given here; headers of its own replace the usual ones. */
  ask(line: string, headers?: Readonly<Record<string, string>>, body?: string): Promise<Answer>;
  /** The cookie of a browser that has been let in. */
  enter(): Promise<string>;
}

interface Request {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

export async function openPanel(): Promise<OpenPanel> {
  const folder = temporaryFolder();
  mkdirSync(folder.at('panel'));
  for (const name of ['index.html', 'style.css', 'app.js', 'icon.svg'])
    writeFileSync(folder.at(path.join('panel', name)), name === 'index.html' ? pageText : '');
  writeFileSync(folder.at('secret'), 'secret');
  const core = new MemoryCore(snapshot());
  const server = await startPanelServer({
    folder: folder.at('panel'),
    daemon: () => Promise.resolve(clientOf(core.handlers)),
  });
  const ask: OpenPanel['ask'] = (line, headers = {}, body = '') =>
    raw(server.port, { line, headers: { Host: `127.0.0.1:${server.port}`, ...headers }, body });
  const token = new URL(server.link() ?? '').pathname.slice('/open/'.length);
  return {
    core,
    server,
    token,
    ask,
    async enter() {
      const { head } = await ask(`GET /open/${token}`);
      return /^set-cookie: ([^;]+)/im.exec(head)?.[1] ?? '';
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Bytes as they are: a browser or fetch would put the path and the headers in order first. */
function raw(port: number, request: Request): Promise<Answer> {
  const { line, headers, body } = request;
  const all = { Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)), ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const connection = connect(port, '127.0.0.1');
    connection.on('data', (chunk) => chunks.push(chunk));
    connection.on('error', reject);
    connection.on('close', () => {
      const [first = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
      resolve({ status, head: first, body: rest.join('\r\n\r\n') });
    });
    connection.write(`${[`${line} HTTP/1.1`, ...head].join('\r\n')}\r\n\r\n${body}`);
  });
}

/** The header of a call. */
export const json = { 'Content-Type': 'application/json' };
