import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { startServer } from '../app/control/server.ts';
import { homeAt, type Home } from '../app/home/home.ts';
import { prepareHome } from '../app/home/prepare.ts';
import { MemoryCore } from '../app/testing/memory-core.ts';
import { MemoryLog } from '../app/testing/memory-log.ts';
import { snapshot } from '../app/testing/snapshots.ts';
import { temporaryFolder } from '../app/testing/temporary.ts';
import { protocolHeader } from '../shared/control/wire.ts';
import type { DaemonChild } from './daemon-child.ts';
import { DaemonLink } from './daemon-link.ts';
import { RestartPace } from './restart-pace.ts';
import type { Situation } from './situation.ts';

/** A daemon over a real socket, in this process. */
async function daemonAt(home: Home, { hangs = false } = {}) {
  const core = new MemoryCore(snapshot());
  let end: (code: number) => void = () => undefined;
  const exited = new Promise<{ code: number; said: string }>((resolve) => {
    end = (code) => resolve({ code, said: '' });
  });
  const handlers = {
    ...core.handlers,
    stop: () => {
      if (hangs) return new Promise<never>(() => undefined);
      setImmediate(() => void close(0));
      return Promise.resolve({ stopping: true as const });
    },
  };
  const server = await startServer({ socket: home.socket, handlers, log: new MemoryLog(), version: '0' });
  const close = async (code: number): Promise<void> => {
    await server.close(200);
    end(code);
  };
  return { close, exited };
}

/** A link that writes down what it says, and lets a test wait for it. */
function linked(options: { readonly home: Home; readonly startChild: () => DaemonChild }) {
  const said: Situation[] = [];
  let heard: () => void = () => undefined;
  const link = new DaemonLink({
    ...options,
    log: new MemoryLog(),
    lookMs: 20,
    pace: new RestartPace({ firstMs: 10, longestMs: 20 }),
    onChange: (situation) => {
      said.push(situation);
      heard();
    },
  });
  const until = async (is: (situation: Situation) => boolean): Promise<Situation> => {
    for (let next = 0; ;) {
      for (; next < said.length; next += 1) {
        const situation = said[next];
        if (situation !== undefined && is(situation)) {
          said.splice(0, next + 1);
          return situation;
        }
      }
      await new Promise<void>((resolve) => (heard = resolve));
    }
  };
  return { link, until };
}

function prepared(folder: { at(name: string): string }): Home {
  const home = homeAt(folder.at('home'));
  prepareHome(home);
  return home;
}

const noop = (): void => undefined;
const noChild = (): DaemonChild => assert.fail('started a daemon');
const isKnown = ({ kind }: Situation): boolean => kind === 'known';

test('attaches to a daemon that runs, leaves it running, and sees it stop and come again', async () => {
  using folder = temporaryFolder();
  const home = prepared(folder);
  const first = await daemonAt(home);
  const { link, until } = linked({ home, startChild: noChild });
  link.start();
  const seen = await until(isKnown);
  assert.ok(seen.kind === 'known' && !seen.hosted);
  await first.close(0);
  await until(({ kind }) => kind === 'stopped');
  const second = await daemonAt(home);
  await until(isKnown);
  assert.equal(await link.close(1000), 'in-order');
  await second.close(0);
});

test('starts its own when none runs, again after a crash, and ends it when it quits', async () => {
  using folder = temporaryFolder();
  const home = prepared(folder);
  const children: Awaited<ReturnType<typeof daemonAt>>[] = [];
  let starts = 0;
  const { link, until } = linked({
    home,
    startChild: () => {
      starts += 1;
      if (starts === 2)
        return { exited: Promise.resolve({ code: 70, said: 'no room\nat all' }), end: noop, kill: noop };
      const running = daemonAt(home);
      void running.then((one) => children.push(one));
      return { exited: running.then((one) => one.exited), end: noop, kill: noop };
    },
  });
  link.start();
  const own = await until(isKnown);
  assert.ok(own.kind === 'known' && own.hosted);
  await children[0]?.close(1);
  const trouble = await until(({ kind }) => kind === 'trouble');
  assert.ok(trouble.kind === 'trouble');
  assert.match(trouble.sentence, /^The daemon ended with code 70: no room\. It is started again in /);
  await until(isKnown);
  assert.equal(starts, 3);
  assert.equal(await link.close(5000), 'in-order');
});

test('a daemon that was stopped on purpose is started again only when somebody asks', async () => {
  using folder = temporaryFolder();
  const home = prepared(folder);
  let running: ReturnType<typeof daemonAt> | undefined;
  const { link, until } = linked({
    home,
    startChild: () => {
      const one = daemonAt(home);
      running = one;
      return { exited: one.then(({ exited }) => exited), end: noop, kill: noop };
    },
  });
  link.start();
  await until(isKnown);
  await (await running)?.close(0);
  await until(({ kind }) => kind === 'stopped');
  link.startAgain();
  await until(isKnown);
  await link.close(5000);
});

test('a daemon that does not even answer the stop command is ended at the deadline', async () => {
  using folder = temporaryFolder();
  const home = prepared(folder);
  let kills = 0;
  let running: ReturnType<typeof daemonAt> | undefined;
  const { link, until } = linked({
    home,
    startChild: () => {
      const one = daemonAt(home, { hangs: true });
      running = one;
      return {
        exited: one.then(({ exited }) => exited),
        end: noop,
        kill: () => {
          kills += 1;
          void one.then(({ close }) => close(137));
        },
      };
    },
  });
  link.start();
  await until(isKnown);
  assert.equal(await link.close(100), 'cut');
  assert.equal(kills, 1);
  assert.deepEqual(await (await running)?.exited, { code: 137, said: '' });
});

test('another protocol is one sentence with what to do', async () => {
  using folder = temporaryFolder();
  const home = prepared(folder);
  const server = createServer((_request, response) => {
    response.setHeader(protocolHeader, '999').end('{}');
  }).listen(home.socket);
  await once(server, 'listening');
  const { link, until } = linked({ home, startChild: noChild });
  link.start();
  const trouble = await until(({ kind }) => kind === 'trouble');
  assert.ok(trouble.kind === 'trouble' && trouble.code === 'wrong-protocol');
  assert.match(trouble.sentence, /^The daemon speaks protocol 999, this app speaks \d+: /);
  assert.equal(trouble.hint, 'fairlead stop');
  await link.close(1000);
  server.closeAllConnections();
  server.close();
});

test('the pace doubles, is bounded, and forgets a daemon that lived', () => {
  let now = 0;
  const pace = new RestartPace({ firstMs: 500, longestMs: 3000, steadyMs: 60_000, now: () => now });
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map(() => pace.nextDelayMs()),
    [0, 500, 1000, 2000, 3000, 3000],
  );
  pace.lived();
  assert.equal(pace.peekDelayMs(), 3000);
  now = 70_000;
  pace.lived();
  assert.equal(pace.peekDelayMs(), 0);
});
