import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import type { RunningPorts } from '../../ports.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { linesTo } from '../../testing/unix-line.ts';
import { ContainerWatch } from './container-watch.ts';

/** The two requests of the engine's API that the watch makes, on a real socket. */
async function engineAt(socket: string): Promise<Engine> {
  const state = { list: [] as unknown[], streams: new Set<ServerResponse>(), arrived: 0 };
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    if (request.url?.includes('/events') === true) {
      state.streams.add(response);
      state.arrived += 1;
      response.flushHeaders();
    } else response.end(JSON.stringify(state.list));
  });
  server.listen(socket);
  await once(server, 'listening');
  return Object.assign(state, {
    server,
    say: () => state.streams.forEach((stream) => stream.write('{"Type":"container","Action":"start"}\n')),
    cut: () => {
      for (const stream of state.streams) stream.destroy();
      state.streams.clear();
    },
  });
}

interface Engine {
  list: unknown[];
  readonly server: Server;
  readonly arrived: number;
  /** Sends an event. */
  say(): void;
  /** Breaks the stream of events. */
  cut(): void;
}

const web = {
  Id: 'a'.repeat(64),
  Names: ['/web'],
  Ports: [
    { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
    { PrivatePort: 443, Type: 'tcp' },
    { IP: '::', PrivatePort: 53, PublicPort: 53, Type: 'udp' },
  ],
};

describe('the watch over containers', () => {
  test('reads the list at once, after an event, and anew after a gap', { timeout: 20_000 }, async () => {
    using folder = temporaryFolder();
    const engine = await engineAt(folder.at('docker.sock'));
    const clock = new ManualClock();
    const heard: (readonly RunningPorts[])[] = [];
    let told: () => void = () => undefined;
    const next = async (): Promise<readonly RunningPorts[] | undefined> => {
      await new Promise<void>((resolve) => (told = resolve));
      return heard.at(-1);
    };
    const first = next();
    const watch = new ContainerWatch({
      connect: linesTo(folder.at('docker.sock')),
      machine: 'default',
      clock,
      log: silentLog,
      changed: (containers) => {
        heard.push(containers);
        told();
      },
    });
    assert.deepEqual(await first, []);

    engine.list = [web];
    engine.say();
    const second = next();
    await until(async () => {
      await clock.pass(100);
      return heard.length > 1;
    });
    assert.deepEqual(await second, [
      {
        name: 'web',
        ports: [
          { address: '0.0.0.0', port: 8080, protocol: 'tcp' },
          { address: '::', port: 53, protocol: 'udp' },
        ],
      },
    ]);

    // One that fails and is started again publishes nothing in between, and keeps its ports.
    const published = heard.at(-1);
    const looks = heard.length;
    engine.list = [{ ...web, State: 'restarting', Ports: [] }];
    engine.say();
    await until(async () => {
      await clock.pass(100);
      return heard.length > looks;
    });
    assert.deepEqual(heard.at(-1), published);

    engine.list = [];
    engine.cut();
    await until(async () => {
      await clock.pass(1000);
      return engine.arrived === 2 && heard.at(-1)?.length === 0;
    });
    watch.stop();
    engine.server.close();
    engine.server.closeAllConnections();
  });

  test(
    'an engine that sends nonsense changes nothing, and is asked again later',
    { timeout: 20_000 },
    async () => {
      using folder = temporaryFolder();
      const engine = await engineAt(folder.at('docker.sock'));
      engine.list = [{ Id: 7, Ports: 'none' }];
      const clock = new ManualClock();
      const watch = new ContainerWatch({
        connect: linesTo(folder.at('docker.sock')),
        machine: 'default',
        clock,
        log: silentLog,
        changed: () => assert.fail('nothing is known'),
      });
      await until(async () => {
        await clock.pass(1000);
        return engine.arrived >= 2;
      });
      watch.stop();
      engine.server.close();
      engine.server.closeAllConnections();
    },
  );
});

/** Lets what is under way get its turn until something is true; the test's own limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
