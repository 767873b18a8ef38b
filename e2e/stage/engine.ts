/**
 * The make-believe dockerd: the part of the Docker API that Fairlead calls, over real mutual TLS on the
 * certificate files of the guest, which are read once at start, as dockerd does. Its own process, so that
 * the guest's init script can stop and start it.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    socket: { type: 'string', default: '' },
    pidfile: { type: 'string', default: '' },
    tlscacert: { type: 'string', default: '' },
    tlscert: { type: 'string', default: '' },
    tlskey: { type: 'string', default: '' },
    /** JSON file with the running containers. */
    containers: { type: 'string', default: '' },
    /** Milliseconds it takes to end, for the race of the older init script. */
    'stop-ms': { type: 'string', default: '0' },
  },
});

const version = {
  Version: '19.03.12',
  ApiVersion: '1.40',
  MinAPIVersion: '1.12',
  Os: 'linux',
  Arch: 'amd64',
};

interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Published on every address of the machine. */
  readonly ports?: readonly number[];
}

function readContainers(): { readonly running: readonly Container[]; readonly liveRestore: boolean } {
  try {
    return JSON.parse(readFileSync(options.containers, 'utf8')) as ReturnType<typeof readContainers>;
  } catch {
    return { running: [], liveRestore: false };
  }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = (/^[^?]*/.exec(request.url ?? '')?.[0] ?? '').replace(/^\/v\d+\.\d+(?=\/)/, '');
  response.setHeader('Api-Version', version.ApiVersion);
  response.setHeader('Docker-Experimental', 'false');
  response.setHeader('Server', `Docker/${version.Version} (linux)`);
  const json = (status: number, value: unknown): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
  };
  const { running, liveRestore } = readContainers();
  switch (path) {
    case '/_ping':
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 2 });
      response.end(request.method === 'HEAD' ? '' : 'OK');
      return;
    case '/version':
      return json(200, { ...version, Platform: { Name: 'Docker Engine - Community' } });
    case '/info':
      return json(200, {
        ServerVersion: version.Version,
        ContainersRunning: running.length,
        LiveRestoreEnabled: liveRestore,
        SystemTime: new Date().toISOString(),
        OperatingSystem: 'Boot2Docker 19.03.12 (TCL 10.1)',
      });
    case '/containers/json':
      return json(
        200,
        running.map(({ id, name, image, ports = [] }) => ({
          Id: id,
          Names: [`/${name}`],
          Image: image,
          State: 'running',
          Ports: ports.map((port) => ({ IP: '0.0.0.0', PrivatePort: port, PublicPort: port, Type: 'tcp' })),
        })),
      );
    case '/events':
      // It goes on without an end; nothing happens to containers here that has to be told.
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      return;
    default:
      return json(404, { message: 'page not found' });
  }
}

/** dockerd refuses to start beside another; the older init script runs into this. */
function claimPidFile(): void {
  try {
    const pid = Number(readFileSync(options.pidfile, 'utf8'));
    process.kill(pid, 0);
    throw new Error(`pid file found, ensure docker is not running or delete ${options.pidfile}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
  }
  writeFileSync(options.pidfile, String(process.pid));
}

/** Removes the pid file unless it is another's. */
function forgetPidFile(): void {
  try {
    if (Number(readFileSync(options.pidfile, 'utf8')) === process.pid)
      rmSync(options.pidfile, { force: true });
  } catch {
    // There is none.
  }
}

function start(): void {
  claimPidFile();
  const server = createServer(
    {
      ca: readFileSync(options.tlscacert),
      cert: readFileSync(options.tlscert),
      key: readFileSync(options.tlskey),
      requestCert: true,
      rejectUnauthorized: true,
    },
    answer,
  );
  const stop = (): void => {
    setTimeout(() => {
      server.close();
      server.closeAllConnections();
      forgetPidFile();
      process.exit(0);
    }, Number(options['stop-ms']));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  server.on('error', (error) => {
    process.stderr.write(`failed to start daemon: ${error.message}\n`);
    process.exit(1);
  });
  // A socket file that a killed engine left behind would make the address look taken.
  rmSync(options.socket, { force: true });
  server.listen(options.socket);
}

try {
  start();
} catch (error) {
  forgetPidFile();
  process.stderr.write(`failed to start daemon: ${(error as Error).message}\n`);
  process.exit(1);
}
